// The site under load: the stack or a peer, its clients and a signed-in person, as tools/bench/run
// and tools/bench/peers/ describe it.
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

// Where each endpoint is; empty where a peer has none.
struct Paths {
  std::string discovery;
  std::string jwks;
  std::string authorize;
  std::string token;
  std::string introspection;
  std::string userinfo;
  std::string revocation;
  std::string account;
  std::string metrics;
};

struct Site {
  std::string name;
  std::string file;  // that describes it
  std::uint16_t port = 0;
  std::string host;  // of the Host header
  Paths paths;
  std::string session_cookie;  // name=value, or several with "; " between them
  std::string resource;        // that access tokens of the API client are for
  std::map<std::string, pid_t, std::less<>> pids;
  // By the algorithm of their ID tokens.
  std::map<std::string, BenchClient, std::less<>> clients;
  // Asks for itself; without an id where the API is not measured.
  BenchClient api_client;

  // Of Lockspire only.
  std::string config;
  std::string mount;

  // The process that answers for a program of Lockspire; a peer's one server for all of them. 0
  // when there is none.
  [[nodiscard]] pid_t pid_of(std::string_view program) const;
};

// The file is {"stack": what `tools/stack up` printed, "session": a session token,
// "clients": {alg: what `lockspire --json client create` printed}, "api_client": the same, "name"};
// the last two may be missing. For a peer it is {"name", "base_url", "paths": {discovery...},
// "session_cookie", "resource", "pids": {"server": pid}, "clients", "api_client"}. Throws
// std::runtime_error.
Site read_site(const std::string& path);

}  // namespace lockspire::bench
