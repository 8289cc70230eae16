#include "host/session.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/result.h"
#include "http/cookie.h"
#include "jose/jws.h"

namespace lockspire::host {
namespace {

constexpr std::string_view kType = "lockspire-session+jwt";
// Browsers drop a cookie whose name, value and attributes are longer together.
constexpr std::size_t kMaxToken = 4'096;
constexpr std::size_t kMaxId = 255;
constexpr std::size_t kMaxMethods = 16;
constexpr std::size_t kMaxClaims = 2'048;

constexpr JsonLimits kHeaderLimits{.bytes = 1'024, .depth = 4, .members = 32};
constexpr JsonLimits kPayloadLimits{.bytes = kMaxToken, .depth = 8, .members = 256};

template <typename T>
using Checked = std::expected<T, SessionRefusal>;

std::unexpected<SessionRefusal> refuse(Literal reason, std::string detail, bool alert = false) {
  return std::unexpected(SessionRefusal{reason, std::move(detail), alert});
}

std::unexpected<SessionRefusal> bad_claim(std::string_view name, std::string_view rule) {
  return refuse("session.bad_claims", std::string(name) + " " + std::string(rule));
}

// The three parts as they stand in the cookie.
struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signing_input;
};

Checked<Parts> split(std::string_view token) {
  if (token.size() > kMaxToken) return refuse("session.malformed", "longer than 4096 bytes");
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || token.find('.', first + 1) != last || first == last) {
    return refuse("session.malformed", "not three parts with dots between");
  }
  return Parts{.header = token.substr(0, first),
               .payload = token.substr(first + 1, last - first - 1),
               .signature = token.substr(last + 1),
               .signing_input = token.substr(0, last)};
}

Checked<Json> parse_header(std::string_view part) {
  const auto text = decode_base64url(part);
  if (!text) return refuse("session.malformed", "the header is not base64url");
  std::string problem;
  auto header = Json::parse(*text, kHeaderLimits, &problem);
  if (!header) return refuse("session.malformed", "the header is not JSON: " + problem);
  if (!header->view().is_object()) return refuse("session.malformed", "the header is no object");
  return *std::move(header);
}

Checked<Done> check_header(JsonView header) {
  // RFC 8725 3.10: no key that came with the token, or that it points to, is used or fetched.
  for (const std::string_view name : {"jwk", "jku", "x5c", "x5u"}) {
    if (header.member(name)) {
      return refuse("session.embedded_key", "the header has " + std::string(name), true);
    }
  }
  // RFC 7515 4.1.11: no extension is understood here, so none may be critical.
  if (header.member("crit")) return refuse("session.bad_header", "the header has crit");
  // RFC 8725 3.1: one algorithm, and the configuration says which.
  if (header.string("alg") != "HS256")
    return refuse("session.bad_header", "alg is not HS256", true);
  // RFC 8725 3.11: the type keeps other tokens under the same secret from being sessions.
  if (header.string("typ") != kType) {
    return refuse("session.bad_header", "typ is not " + std::string(kType));
  }
  return Done{};
}

Checked<const SessionSecret*> choose_secret(JsonView header, const SessionRules& rules) {
  const auto kid = header.member("kid");
  if (!kid) {
    if (rules.secrets.size() == 1) return &rules.secrets.front();
    return refuse("session.unknown_kid", "kid is missing and several secrets are configured");
  }
  const auto name = kid->string();
  if (!name) return refuse("session.bad_header", "kid is no string");
  const auto found = std::ranges::find(rules.secrets, *name, &SessionSecret::name);
  if (found != rules.secrets.end()) return &*found;
  return refuse("session.unknown_kid", "no secret is called " + std::string(*name));
}

// The payload is not even decoded before this says yes.
Checked<Done> check_mac(const Parts& parts, const SessionSecret& secret) {
  const auto signature = decode_base64url(parts.signature);
  if (!signature) return refuse("session.malformed", "the signature is not base64url");
  const std::string mac = hmac_sha256(secret.key.reveal(), parts.signing_input);
  if (equal_in_constant_time(mac, *signature)) return Done{};
  return refuse("session.bad_mac", "the signature does not hold under " + secret.name, true);
}

Checked<Json> parse_payload(std::string_view part) {
  const auto text = decode_base64url(part);
  if (!text) return refuse("session.bad_claims", "the payload is not base64url");
  std::string problem;
  // RFC 8259 4: duplicate members are refused, never first-wins or last-wins.
  auto payload = Json::parse(*text, kPayloadLimits, &problem);
  if (!payload) return refuse("session.bad_claims", "the payload is not JSON: " + problem);
  if (!payload->view().is_object()) return refuse("session.bad_claims", "the payload is no object");
  return *std::move(payload);
}

Checked<Done> check_parties(JsonView payload, const SessionRules& rules) {
  // RFC 8725 3.8: only the configured host speaks here.
  if (payload.string("iss") != rules.issuer) {
    return refuse("session.bad_iss", "iss is not " + rules.issuer);
  }
  // RFC 8725 3.9: meant for this server, and as a string, so for no other.
  if (payload.string("aud") != rules.audience) {
    return refuse("session.bad_aud", "aud is not " + rules.audience, true);
  }
  return Done{};
}

Checked<std::string> id_claim(JsonView payload, std::string_view name) {
  const auto text = payload.string(name);
  if (!text) return bad_claim(name, "is missing or no string");
  if (!is_session_id(*text)) {
    return bad_claim(name, "is not 1 to 255 printable ASCII characters");
  }
  return std::string(*text);
}

Checked<Instant> time_claim(JsonView payload, std::string_view name) {
  const auto seconds = payload.integer(name);
  if (!seconds) return bad_claim(name, "is missing or no whole number");
  if (*seconds < 0) return bad_claim(name, "is negative");
  return from_unix(*seconds);
}

std::string ahead_by(std::string_view name, Seconds by) {
  return std::string(name) + " is " + std::to_string(by.count()) + " s ahead";
}

// RFC 7519 4.1.5: a token is not accepted before nbf, though nothing here asks the host to send
// one.
Checked<Done> check_not_before(JsonView payload, Instant now) {
  if (!payload.member("nbf")) return Done{};
  TRY_ASSIGN(const Instant not_before, time_claim(payload, "nbf"));
  if (not_before <= now + kClockSkew) return Done{};
  return refuse("session.from_the_future", ahead_by("nbf", not_before - now));
}

struct Times {
  Instant auth_time;
  Instant issued_at;
  Instant expires_at;
};

Checked<Times> parse_times(JsonView payload, Seconds max_lifetime, Instant now) {
  TRY_ASSIGN(const Instant issued_at, time_claim(payload, "iat"));
  TRY_ASSIGN(const Instant expires_at, time_claim(payload, "exp"));
  TRY_ASSIGN(const Instant auth_time, time_claim(payload, "auth_time"));
  if (expires_at <= issued_at) return bad_claim("exp", "is not after iat");
  if (expires_at - issued_at > max_lifetime) {
    return refuse("session.too_long",
                  "exp is more than " + std::to_string(max_lifetime.count()) + " s after iat");
  }
  if (issued_at > now + kClockSkew) {
    return refuse("session.from_the_future", ahead_by("iat", issued_at - now));
  }
  if (auth_time > now + kClockSkew) {
    return refuse("session.from_the_future", ahead_by("auth_time", auth_time - now));
  }
  TRY(check_not_before(payload, now));
  // RFC 7519 4.1.4: not on or after exp; the skew is for clocks that run ahead, never for this.
  if (expires_at <= now) {
    return refuse("session.expired",
                  "exp was " + std::to_string((now - expires_at).count()) + " s ago");
  }
  return Times{
      .auth_time = std::min(auth_time, now), .issued_at = issued_at, .expires_at = expires_at};
}

Checked<std::vector<std::string>> parse_methods(JsonView payload) {
  const auto member = payload.member("amr");
  if (!member) return std::vector<std::string>{};
  auto methods = member->strings();
  if (!methods) return bad_claim("amr", "is no array of strings");
  if (methods->size() > kMaxMethods) return bad_claim("amr", "has more than 16 values");
  for (const std::string& method : *methods) {
    if (!is_session_id(method)) {
      return bad_claim("amr", "has a value that is not 1 to 255 printable ASCII characters");
    }
  }
  return *std::move(methods);
}

Checked<std::optional<std::string>> parse_level(JsonView payload) {
  if (!payload.member("acr")) return std::nullopt;
  TRY_ASSIGN(std::string level, id_claim(payload, "acr"));
  return level;
}

Checked<std::string> parse_person(JsonView payload) {
  const auto claims = payload.member("claims");
  if (!claims) return std::string();
  if (!claims->is_object()) return bad_claim("claims", "is no object");
  std::string text = claims->print();
  if (text.size() > kMaxClaims) return bad_claim("claims", "is longer than 2048 bytes");
  return text;
}

Checked<Session> parse_session(JsonView payload, const SessionRules& rules, Instant now) {
  TRY(check_parties(payload, rules));
  TRY_ASSIGN(const Times times, parse_times(payload, rules.max_lifetime, now));
  TRY_ASSIGN(std::string sub, id_claim(payload, "sub"));
  TRY_ASSIGN(std::string sid, id_claim(payload, "sid"));
  TRY_ASSIGN(std::optional<std::string> acr, parse_level(payload));
  TRY_ASSIGN(std::vector<std::string> amr, parse_methods(payload));
  TRY_ASSIGN(std::string claims, parse_person(payload));
  return Session{.sub = Subject(std::move(sub)),
                 .sid = std::move(sid),
                 .auth_time = times.auth_time,
                 .acr = std::move(acr),
                 .amr = std::move(amr),
                 .claims = std::move(claims),
                 .issued_at = times.issued_at,
                 .expires_at = times.expires_at};
}

}  // namespace

bool is_session_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxId &&
         std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e; });
}

Checked<Session> verify_session(std::string_view token, const SessionRules& rules, Instant now) {
  TRY_ASSIGN(const Parts parts, split(token));
  TRY_ASSIGN(const Json header, parse_header(parts.header));
  TRY(check_header(header.view()));
  TRY_ASSIGN(const SessionSecret* const secret, choose_secret(header.view(), rules));
  TRY(check_mac(parts, *secret));
  TRY_ASSIGN(const Json payload, parse_payload(parts.payload));
  return parse_session(payload.view(), rules, now);
}

Checked<std::optional<Session>> current_session(std::string_view cookie_header,
                                                const SessionRules& rules, Instant now) {
  const auto values = http::cookie_values(cookie_header, rules.cookie_name);
  if (values.empty()) return std::nullopt;
  // A sibling domain can add a cookie, so a second one says that neither can be trusted.
  if (values.size() > 1) {
    return refuse("session.duplicate_cookie",
                  std::to_string(values.size()) + " cookies are called " + rules.cookie_name, true);
  }
  TRY_ASSIGN(Session session, verify_session(values.front(), rules, now));
  return session;
}

Secret mint_session(const NewSession& session, const SessionRules& rules, Instant now) {
  Json payload = Json::object();
  payload.set("iss", rules.issuer).set("aud", rules.audience);
  payload.set("sub", session.sub).set("sid", session.sid);
  payload.set("auth_time", to_unix(session.auth_time));
  payload.set("iat", to_unix(now)).set("exp", to_unix(now + session.lifetime));
  if (!session.amr.empty()) payload.set("amr", Json::strings(session.amr));
  if (session.acr) payload.set("acr", *session.acr);
  if (!session.claims.empty()) {
    auto claims = Json::parse(session.claims, kPayloadLimits);
    if (!claims) throw std::invalid_argument("session claims are not JSON");
    payload.set("claims", *std::move(claims));
  }
  const SessionSecret& secret = rules.secrets.front();
  return jose::sign_hs256(secret.key.reveal(), kType, secret.name, payload);
}

}  // namespace lockspire::host
