// The requests of the benchmark as HTTP texts, and what is read from the answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/bench/http_connection.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

struct Tokens {
  std::string access_token;
  std::string refresh_token;
};

// A path of the site, without credentials.
std::string get(const Site& site, std::string_view path);

// An authorization request of the signed-in person for openid, email and offline_access, with PKCE.
// `serial` goes into state and nonce.
std::string authorize_target(const Site& site, const BenchClient& client, std::uint64_t serial);

// RFC 6749 2.3.1: client_secret_basic.
std::string redeem_code(const Site& site, const BenchClient& client, std::string_view code);
std::string refresh(const Site& site, const BenchClient& client, std::string_view refresh_token);
std::string revoke(const Site& site, const BenchClient& client, std::string_view token);
std::string userinfo(const Site& site, std::string_view access_token);

// RFC 6749 4.4: a token for the API of the host.
std::string ask_for_itself(const Site& site, const BenchClient& client);
// RFC 7662 2.1 and RFC 7009 2.1, as the client that has the token.
std::string introspect(const Site& site, const BenchClient& client, std::string_view token);
std::string revoke(const Site& site, const BenchClient& client, std::string_view token);
// A path of the host; an empty token is none.
std::string call_api(const Site& site, std::string_view path, std::string_view access_token);

// With cookies (name=value; ...), and as the browser that submits a form.
std::string browse(const Site& site, std::string_view target, std::string_view cookies);
std::string submit(const Site& site, std::string_view target, std::string_view cookies,
                   std::string_view form);

// Of the redirect to the client; nullopt when there is none.
std::optional<std::string> code_of(const HttpResponse& response);
// Of a 200 of the token endpoint; nullopt for anything else.
std::optional<Tokens> tokens_of(const HttpResponse& response);

}  // namespace lockspire::bench
