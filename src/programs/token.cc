#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "token",
                                   .endpoint = lockspire::endpoints::token,
                                   .workers = &Workers::token,
                                   .signs = true},
                                  argc, argv);
}
