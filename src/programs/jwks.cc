#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run(
      {.name = "jwks", .endpoint = lockspire::endpoints::jwks, .workers = &Workers::jwks}, argc,
      argv);
}
