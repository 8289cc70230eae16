#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "account",
                                   .endpoint = lockspire::endpoints::account,
                                   .workers = &Workers::account,
                                   .shows_pages = true},
                                  argc, argv);
}
