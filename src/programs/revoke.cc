#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run(
      {.name = "revoke", .endpoint = lockspire::endpoints::revoke, .workers = &Workers::revoke},
      argc, argv);
}
