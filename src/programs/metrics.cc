#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run(
      {.name = "metrics", .endpoint = lockspire::endpoints::metrics, .workers = &Workers::metrics},
      argc, argv);
}
