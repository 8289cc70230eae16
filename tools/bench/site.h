// The site under load: the stack, its clients and a signed-in person, as tools/bench/run describes
// it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace lockspire::bench {

// A registered client with a secret and one redirect URI.
struct BenchClient {
  std::string client_id;
  std::string client_secret;
  std::string redirect_uri;
};

struct Site {
  std::uint16_t port = 0;
  std::string host;            // of the Host header
  std::string mount;           // the issuer's path
  std::string session_cookie;  // name=value
  std::string config;
  std::map<std::string, pid_t, std::less<>> pids;
  // By the algorithm of their ID tokens.
  std::map<std::string, BenchClient, std::less<>> clients;
  // Asks for itself; without an id where the API is not measured.
  BenchClient api_client;
};

// The file is {"stack": what `tools/stack up` printed, "session": a session token,
// "clients": {alg: what `lockspire --json client create` printed}, "api_client": the same}; the
// last one may be missing. Throws std::runtime_error.
Site read_site(const std::string& path);

}  // namespace lockspire::bench
