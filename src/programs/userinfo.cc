#include "programs/serve.h"

using lockspire::ops::Workers;

int main(int argc, char* argv[]) {
  return lockspire::programs::run({.name = "userinfo",
                                   .endpoint = lockspire::endpoints::userinfo,
                                   .workers = &Workers::userinfo},
                                  argc, argv);
}
