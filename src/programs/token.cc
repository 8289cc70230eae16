#include "ops/outbound.h"
#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "token",
                                   .endpoint = lockspire::endpoints::token,
                                   .workers = &Workers::token,
                                   .signs = true,
                                   .fetches_jwks = lockspire::ops::jwks_fetch},
                                  argc, argv);
}
