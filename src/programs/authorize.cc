#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "authorize",
                                   .endpoint = lockspire::endpoints::authorize,
                                   .workers = &Workers::authorize,
                                   .shows_pages = true},
                                  argc, argv);
}
