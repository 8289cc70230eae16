#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "introspect",
                                   .endpoint = lockspire::endpoints::introspect,
                                   .workers = &Workers::introspect,
                                   .signs = true},
                                  argc, argv);
}
