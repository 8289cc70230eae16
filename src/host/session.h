// The seam to the host: the session cookie says who is signed in (contract: "The session cookie").
//
// A JWT in compact form, HS256 under a secret shared with the host and used for nothing else.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "base/oauth_error.h"
#include "base/secret.h"

namespace lockspire::host {

// How far ahead of ours the host's clock may be.
inline constexpr Seconds kClockSkew{30};

struct SessionSecret {
  std::string name;  // the `kid` that names it
  Secret key;        // decoded bytes, at least 32
};

struct SessionRules {
  std::string cookie_name;  // __Host-lockspire_session, or lockspire_session for an http issuer
  std::string issuer;       // what `iss` must be: the host's origin
  std::string audience;     // what `aud` must be: the issuer identifier
  Seconds max_lifetime{3'600};
  std::vector<SessionSecret> secrets;  // one to three
};

struct Session {
  Subject sub;
  std::string sid;
  Instant auth_time;  // never after `now`
  std::optional<std::string> acr;
  std::vector<std::string> amr;
  std::string claims;  // a JSON object of standard claims; empty when the host sent none
  Instant issued_at;   // of this cookie: the host may renew it within one session
  Instant expires_at;
};

// Why a cookie counts for nothing. `reason` is one of session.malformed, session.unknown_kid,
// session.bad_mac, session.bad_header, session.bad_claims, session.bad_iss, session.bad_aud,
// session.expired, session.too_long, session.from_the_future, session.duplicate_cookie,
// session.embedded_key.
struct SessionRefusal {
  Literal reason;
  std::string detail;
  bool alert = false;
};

// Checks the token of one cookie; every rule of the contract.
std::expected<Session, SessionRefusal> verify_session(std::string_view token,
                                                      const SessionRules& rules, Instant now);

// Who is signed in according to a Cookie header: nullopt when the cookie is absent, a refusal when
// it breaks a rule or stands there twice. Both are as good as none.
std::expected<std::optional<Session>, SessionRefusal> current_session(
    std::string_view cookie_header, const SessionRules& rules, Instant now);

// Whether the text may be a `sub` or `sid`: 1 to 255 printable ASCII characters.
bool is_session_id(std::string_view text);

struct NewSession {
  std::string sub;
  std::string sid;
  Instant auth_time;
  std::optional<std::string> acr;
  std::vector<std::string> amr;
  std::string claims;  // a JSON object, or empty
  Seconds lifetime{900};
};

// The value that the host would set: for tests, the demo and `lockspire session mint`.
// REQUIRES: rules.secrets is not empty; the first one signs.
Secret mint_session(const NewSession& session, const SessionRules& rules, Instant now);

}  // namespace lockspire::host
