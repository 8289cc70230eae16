#include "ops/outbound.h"
#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "revoke",
                                   .endpoint = lockspire::endpoints::revoke,
                                   .workers = &Workers::revoke,
                                   .fetches_jwks = lockspire::ops::jwks_fetch},
                                  argc, argv);
}
