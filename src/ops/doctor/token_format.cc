#include "ops/doctor/token_format.h"

#include <array>
#include <optional>
#include <utility>

#include "base/opaque.h"
#include "jose/jws.h"
#include "protocol/client.h"
#include "protocol/tokens/access_token.h"
#include "store/authorization_codes.h"
#include "store/refresh_tokens.h"
#include "store/signing_keys.h"
#include "store/token_list.h"

namespace lockspire::ops {
namespace {

using jose::CompactJws;

constexpr std::string_view kAgain = "ask for a new one";

struct Kind {
  std::string_view typ;
  std::string_view name;
};
constexpr std::array kKinds{
    Kind{"at+jwt", "an access token (RFC 9068)"},
    Kind{"lockspire-session+jwt", "a session cookie of the host"},
    Kind{"token-introspection+jwt", "a signed introspection answer (RFC 9701)"},
    Kind{"dpop+jwt", "a DPoP proof of a client (RFC 9449)"},
    Kind{"logout+jwt", "a logout token"},
    Kind{"oauth-authz-req+jwt", "a request object of a client (RFC 9101)"},
};

std::string kind_of(const CompactJws& jws) {
  for (const Kind& kind : kKinds) {
    if (jose::has_typ(jws, kind.typ)) return std::string(kind.name);
  }
  const auto payload = jws.payload.view();
  const auto iss = payload.string("iss");
  if (iss && iss == payload.string("sub")) return "an assertion by which a client authenticates";
  if (payload.string("sub") && payload.integer("auth_time")) return "an ID token";
  return payload.member("aud") ? "an ID token, or a JWT of somebody else" : "a JWT";
}

Finding check_times(const JsonView& payload, Instant now) {
  const auto exp = payload.integer("exp");
  if (!exp) return warning("token.expires", "it never ends", "no exp", std::string(kAgain));
  const Instant end = from_unix(*exp);
  if (end <= now) {
    return error("token.expired", "it is over", ended_ago(end, now), std::string(kAgain));
  }
  return ok("token.expires", "its time is not over",
            std::to_string((end - now).count()) + " s are left");
}

Finding check_issuer(const JsonView& payload, const std::string& issuer) {
  const std::string iss(payload.string("iss").value_or(""));
  if (iss == issuer) return ok("token.issuer", "this server issued it", iss);
  return error("token.issuer", "another issuer is in it", iss.empty() ? "no iss" : iss,
               "take it to the server of that name; this one is " + issuer);
}

// The key that the header names, and whether it made the signature.
Finding check_key(store::Reader& db, const CompactJws& jws) {
  const std::string kid(jws.header.view().string("kid").value_or(""));
  const auto row = store::find_signing_key(db, kid);
  if (!row) {
    return error("token.key_unknown", "no key of this server signed it",
                 kid.empty() ? "its header names no kid" : "kid " + kid,
                 "lockspire key list; a token of another installation counts there alone");
  }
  const std::string detail =
      kid + " (" + row->alg + "), " + std::string(store::state_name(row->state));
  const auto json = Json::parse(row->public_jwk);
  const auto key = json ? jose::PublicKey::from_jwk(json->view()) : std::nullopt;
  const auto alg = jose::parse_alg(row->alg);
  if (!key || !alg || !jose::verify(jws, *alg, *key)) {
    return error("token.signature", "its signature does not hold", detail,
                 "it was changed on its way, or cut off: compare it with what was issued");
  }
  if (row->compromised_at) {
    return error("token.key_compromised", "its key is compromised", detail, std::string(kAgain));
  }
  return ok("token.key", "its signature holds", detail);
}

std::string state_of(const store::AccessToken& row, Instant now) {
  if (row.revoked_at) return "revoked";
  if (row.client_disabled) return "its client is disabled";
  if (row.grant_ended) return "its grant has ended";
  if (now >= row.expires_at) return ended_ago(row.expires_at, now);
  return {};
}

Finding check_access_row(store::Reader& db, std::string_view token, Instant now) {
  const auto row = find_presented_access_token(db, token);
  if (!row) {
    return error("token.unknown", "no such access token is on record",
                 "it was never issued here, or is over for long", std::string(kAgain));
  }
  const std::string state = state_of(*row, now);
  const std::string who =
      "client " + row->client_id.text() + ", scopes " + row->scopes + ", for " + row->audience;
  if (state.empty()) return ok("token.alive", "it counts", who);
  return error("token.dead", "it counts for nothing", state + "; " + who, std::string(kAgain));
}

Findings explain_session(const host::SessionRules* sessions, std::string_view token, Instant now) {
  if (sessions == nullptr) {
    return {warning("token.session", "the secrets of the host cannot be read here",
                    "its signature was not looked at", "run this as root")};
  }
  const auto session = host::verify_session(token, *sessions, now);
  if (session) return {ok("token.session", "the person is signed in by it")};
  return {error(
      "token.session", "it counts for nothing: " + std::string(session.error().reason.text()),
      session.error().detail, "lockspire explain " + std::string(session.error().reason.text()))};
}

Findings explain_jwt(const Operator& who, const host::SessionRules* sessions,
                     std::string_view token, const CompactJws& jws) {
  const Instant now = who.clock.now();
  Findings out{ok("token.kind", "it is " + kind_of(jws), jws.header.view().print()),
               ok("token.claims", "what it says", jws.payload.pretty())};
  if (jose::has_typ(jws, "lockspire-session+jwt")) {
    add_findings(out, explain_session(sessions, token, now));
    return out;
  }
  out.push_back(check_issuer(jws.payload.view(), who.policy.issuer));
  out.push_back(check_times(jws.payload.view(), now));
  who.store.read([&](store::Reader& db) {
    out.push_back(check_key(db, jws));
    if (jose::has_typ(jws, "at+jwt")) out.push_back(check_access_row(db, token, now));
    return true;
  });
  return out;
}

Finding wrong_verifier(const std::string& detail) {
  return error("token.verifier", "the part after its dot is another", detail,
               "it was changed on its way, or cut off");
}

Finding of_refresh_token(const store::RefreshToken& row, bool is_right, Instant now) {
  const std::string detail = "grant " + row.grant_id.text();
  if (!is_right) return wrong_verifier(detail);
  if (row.retired_at) {
    return error("token.dead", "it was used, and has a successor", detail,
                 "use the one that came with the last answer");
  }
  if (now >= row.expires_at) {
    return error("token.dead", "it is over", ended_ago(row.expires_at, now), std::string(kAgain));
  }
  return ok("token.alive", "it has not been used", detail);
}

Finding of_code(const store::AuthorizationCode& row, bool is_right, Instant now) {
  const std::string detail = "grant " + row.grant_id.text();
  if (!is_right) return wrong_verifier(detail);
  if (row.consumed_at) {
    return error("token.dead", "it was redeemed, and counts once", detail, "start again");
  }
  if (now >= row.expires_at) {
    return error("token.dead", "it is over", ended_ago(row.expires_at, now), "start again");
  }
  return ok("token.alive", "it waits to be redeemed", detail);
}

Findings explain_opaque(const Operator& who, std::string_view token, const Presented& presented) {
  const Instant now = who.clock.now();
  return who.store.read([&](store::Reader& db) -> Findings {
    const auto kind = [](std::string_view name) {
      return ok("token.kind", "it is " + std::string(name));
    };
    if (find_presented_access_token(db, token)) {
      return {kind("an opaque access token"), check_access_row(db, token, now)};
    }
    if (const auto row = store::find_refresh_token(db, presented.selector)) {
      const bool is_right = matches(row->verifier_hash, presented.verifier_hash);
      return {kind("a refresh token"), of_refresh_token(*row, is_right, now)};
    }
    const GrantId grant(presented.selector.text());
    if (const auto row = store::find_authorization_code(db, grant)) {
      const bool is_right = matches(row->verifier_hash, presented.verifier_hash);
      return {kind("an authorization code"), of_code(*row, is_right, now)};
    }
    return {kind("an opaque value of the right shape"),
            error("token.unknown", "nothing of the kind is on record",
                  "it was never issued here, or is over for long", std::string(kAgain))};
  });
}

}  // namespace

Findings explain_token(const Operator& who, const host::SessionRules* sessions,
                       std::string_view token) {
  if (token.size() <= kLongestToken) {
    if (const auto presented = parse_opaque(token)) return explain_opaque(who, token, *presented);
  }
  std::string problem;
  if (const auto jws = jose::parse_compact(token, jose::kCompactLimits, &problem)) {
    return explain_jwt(who, sessions, token, *jws);
  }
  return {error("token.no_token", "it is no token of this server",
                std::to_string(token.size()) + " bytes; as a JWT: " + problem,
                "copy the whole of it, without quotes or blanks")};
}

Findings list_token_formats(const Operator& who) {
  const std::string standard(wire_name(who.policy.access_format));
  Findings out{ok("token_format.server", "access tokens are " + standard,
                  "tokens.access_format, for clients without a format of their own")};
  who.store.read([&](store::Reader& db) {
    for (const store::ClientRow& row : store::list_client_rows(db)) {
      const Client client = client_from_row(row);
      const bool own = client.access_token_format.has_value();
      out.push_back(ok("token_format.client",
                       client.client_id.text() + ": " +
                           (own ? std::string(wire_name(*client.access_token_format)) : standard),
                       own ? "its own" : "the server's"));
    }
    return true;
  });
  return out;
}

}  // namespace lockspire::ops
