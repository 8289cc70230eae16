#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "discovery",
                                   .endpoint = lockspire::endpoints::discovery,
                                   .workers = &Workers::discovery,
                                   .knows_routes = true},
                                  argc, argv);
}
