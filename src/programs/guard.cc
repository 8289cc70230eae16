#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "guard",
                                   .endpoint = lockspire::endpoints::guard,
                                   .workers = &Workers::guard,
                                   .knows_routes = true,
                                   .only_reads = true},
                                  argc, argv);
}
