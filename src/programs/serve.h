// Wiring: from a configuration to a serving program, and the barrier that faults stop at.
#pragma once

#include "endpoints/endpoints.h"
#include "ops/config.h"

namespace lockspire::programs {

// What one program is. Least privilege: a file that is not needed is not opened.
struct Program {
  const char* name;
  http::Response (*endpoint)(const http::Request& request, endpoints::Services& services);
  int ops::Workers::* workers;
  bool shows_pages = false;  // templates, session secrets, and HTML for faults
  bool signs = false;        // the file that opens the signing keys
  // How keys of clients are fetched, where clients authenticate: the others have no way out at all,
  // and none of them opens the file of the key to clients' secrets.
  RemoteJwks::Fetch (*fetches_jwks)(const ops::Config& config) = nullptr;
  bool knows_routes = false;  // the file of the host's protected routes
  bool only_reads = false;    // opens the database for reading: records no refusals, counts nothing
};

// main() of every program: `--config FILE` or `--help`. On a listening socket at fd 0 it serves
// FastCGI until SIGTERM, else it answers one CGI request. 0, or 3 when the configuration, a key
// file, a template or the database is not fit, with a line on standard error that names the file.
int run(const Program& program, int argc, char* argv[]);

}  // namespace lockspire::programs
