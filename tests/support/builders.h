// Values with sensible members, so that a test names only what it is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/uri.h"
#include "host/session.h"
#include "http/form.h"
#include "protocol/authorize/request.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "store/grants.h"

namespace lockspire::testing {

// Where FakeClock starts.
constexpr Instant kStart{Seconds(1'700'000'000)};

// RFC 7636 B: a verifier and its challenge.
inline constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inline constexpr const char* kCallback = "https://app.example/cb";
inline constexpr const char* kLoopback = "http://127.0.0.1/cb";

// The issuer https://example.com/lockspire with the scopes of OpenID Connect and notes.read.
Policy example_policy();

// Confidential, client_secret_basic, redirect URI kCallback, every scope of example_policy(), codes
// and refresh tokens, ES256 ID tokens (RSA is slow).
Client web_client(const std::string& id = "app");
// The same as a public client, with kLoopback too.
Client native_client(const std::string& id = "native");

// Ada, signed in a minute before kStart.
host::Session ada();

// What the host says about Ada.
inline constexpr const char* kAdaClaims =
    R"({"name":"Ada Lovelace","email":"ada@example.com","email_verified":true,"phone_number":"+441"})";

store::Grant grant_of(const Client& client, const std::string& grant_id = "g1");

using Parameters = std::vector<Parameter>;

// `base` with the parameters of `changes` in place of its own; an empty value removes one.
Parameters with(Parameters base, const Parameters& changes);

// A parsed form. Throws when it does not parse.
http::Form form_of(const Parameters& parameters);
http::Form form_of(std::string_view text);

// Throws when the text is not JSON.
Json json_of(std::string_view text);

// The payload of a compact JWS, without a look at its signature.
Json payload_of(std::string_view jws);
Json header_of(std::string_view jws);

// The stable name of a refusal, or "accepted".
template <typename T>
std::string reason_of(const Result<T>& result) {
  return result ? "accepted" : std::string(result.error().reason.text());
}

// The value of `error` that a refusal becomes, or "accepted".
template <typename T>
std::string error_of(const Result<T>& result) {
  return result ? "accepted" : std::string(wire_name(result.error().code));
}

}  // namespace lockspire::testing
