#include "protocol/client_assertion.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/opaque.h"
#include "protocol/invalid_client.h"
#include "store/used_jtis.h"

namespace lockspire {
namespace {

constexpr std::string_view kType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr JsonLimits kLimits{.bytes = 8'192, .depth = 8, .members = 128};
constexpr std::size_t kLongestJti = 255;
// A clock that is set back must not make an assertion good again that was forgotten meanwhile.
constexpr Seconds kKeptLonger{60};

std::unexpected<OAuthError> bad_claim(std::string_view claim, std::string_view rule) {
  return invalid_client("client_auth.assertion_claims",
                        std::string(claim) + " " + std::string(rule));
}

// RFC 10070 4 #typ: client-authentication+jwt, or nothing that says more than JWT.
// RFC 8725 3.11: a token that is typed as something else is something else.
Result<Done> check_type(const jose::CompactJws& jws) {
  if (!jws.header.view().member("typ")) return Done{};
  if (jose::has_typ(jws, "client-authentication+jwt") || jose::has_typ(jws, "JWT")) return Done{};
  return invalid_client("client_auth.assertion_typ",
                        "typ is neither client-authentication+jwt nor JWT");
}

// RFC 7523 3: iss and sub are the client_id.
Result<Done> check_parties(JsonView claims, const Client& client) {
  if (claims.string("iss") != client.client_id.text()) {
    return bad_claim("iss", "is not the client_id");
  }
  if (claims.string("sub") != client.client_id.text()) {
    return bad_claim("sub", "is not the client_id");
  }
  return Done{};
}

// RFC 10070 4: the issuer is the sole audience; an endpoint's URL is none.
Result<Done> check_audience(JsonView claims, std::string_view issuer) {
  if (claims.string("aud") == issuer) return Done{};
  constexpr std::size_t kShown = 200;
  const auto came = claims.string("aud");
  return invalid_client("client_auth.assertion_audience",
                        "wanted: the string " + std::string(issuer) + "; came: " +
                            (came ? std::string(came->substr(0, kShown)) : "no string"));
}

Result<std::optional<Instant>> time_claim(JsonView claims, std::string_view name) {
  if (!claims.member(name)) return std::nullopt;
  const auto seconds = claims.integer(name);
  if (!seconds || *seconds < 0) return bad_claim(name, "is no whole number of seconds");
  return from_unix(*seconds);
}

Result<Done> check_begin(JsonView claims, std::string_view name, Instant now) {
  TRY_ASSIGN(const auto begin, time_claim(claims, name));
  // RFC 7523 3 #nbf: not before it begins.
  if (!begin || *begin <= now + kAssertionSkew) return Done{};
  return invalid_client(
      "client_auth.assertion_early",
      std::string(name) + " is " + std::to_string((*begin - now).count()) + " s ahead");
}

Result<Instant> check_times(JsonView claims, Instant now) {
  TRY_ASSIGN(const auto end, time_claim(claims, "exp"));
  // RFC 7523 3 #exp: it says when it ends, and is no good from then on.
  if (!end) return bad_claim("exp", "is missing");
  if (*end <= now) return invalid_client("client_auth.assertion_expired", ended_ago(*end, now));
  TRY(check_begin(claims, "nbf", now));
  TRY(check_begin(claims, "iat", now));
  TRY_ASSIGN(const auto issued, time_claim(claims, "iat"));
  // RFC 7523 3 #far: an exp far ahead, or an iat long ago, is refused.
  const Instant begin = std::min(issued.value_or(now), now);
  if (*end - begin <= kAssertionLifetime + kAssertionSkew) return *end;
  return invalid_client("client_auth.assertion_too_long",
                        "exp is " + std::to_string((*end - begin).count()) + " s after iat or now");
}

// RFC 7523 3 #jti: what makes it unique.
Result<Hash> check_jti(JsonView claims) {
  const auto jti = claims.string("jti");
  if (!jti || jti->empty() || jti->size() > kLongestJti) {
    return bad_claim("jti", "is no text of 1 to 255 bytes");
  }
  return hash_of(*jti);
}

}  // namespace

// RFC 7521 4.2: client_assertion comes with its client_assertion_type.
Result<std::optional<ClientAssertion>> read_client_assertion(const http::Form& form) {
  TRY_ASSIGN(const auto text, form.one("client_assertion"));
  TRY_ASSIGN(const auto type, form.one("client_assertion_type"));
  if (!text && !type) return std::nullopt;
  // RFC 7523 2.2: the one type for a JWT.
  if (type != kType) {
    return invalid_client("client_auth.assertion_type",
                          type ? "another client_assertion_type" : "no client_assertion_type");
  }
  if (!text) return invalid_client("client_auth.assertion_type", "no client_assertion");
  std::string problem;
  auto jws = jose::parse_compact(*text, kLimits, &problem);
  if (!jws) return invalid_client("client_auth.malformed_assertion", std::move(problem));
  const auto sub = jws->payload.view().string("sub");
  if (!sub || sub->empty()) return bad_claim("sub", "is missing");
  ClientId client_id{std::string(*sub)};
  return ClientAssertion{*std::move(jws), std::move(client_id)};
}

Result<AssertionUse> check_client_assertion(const ClientAssertion& assertion, const Client& client,
                                            std::string_view issuer, Instant now) {
  const JsonView claims = assertion.jws.payload.view();
  TRY(check_type(assertion.jws));
  TRY(check_parties(claims, client));
  TRY(check_audience(claims, issuer));
  TRY_ASSIGN(const Instant end, check_times(claims, now));
  TRY_ASSIGN(Hash jti_hash, check_jti(claims));
  return AssertionUse{std::move(jti_hash), end + kKeptLonger};
}

Result<Done> use_client_assertion(store::Store& store, const Client& client,
                                  const AssertionUse& use, Instant now) {
  const bool first = store.transact([&](store::Transaction& tx) {
    return store::use_jti(tx, {client.client_id, use.jti_hash, use.expires_at}, now);
  });
  if (first) return Done{};
  OAuthError replayed = invalid_client("client_auth.assertion_replayed").error();
  replayed.alert = true;
  return fail(std::move(replayed));
}

}  // namespace lockspire
