#include "ops/doctor/client_checks.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "protocol/explanations.h"
#include "store/resources.h"
#include "store/signing_keys.h"

namespace lockspire::ops {
namespace {

constexpr Seconds kDay{86'400};
constexpr Seconds kSoon{30 * 86'400};
constexpr std::size_t kMostReasons = 5;

std::string command(const ClientFacts& facts, const std::string& verb) {
  return "lockspire client " + verb + " " + facts.client.client_id.text();
}

Finding check_state(const ClientFacts& facts) {
  const std::string since = std::to_string(to_unix(facts.client.created_at));
  if (!facts.client.is_disabled()) {
    return ok("client.enabled", "the client is enabled", "registered at " + since);
  }
  return error("client.disabled", "the client is disabled", "everything it sends is refused",
               command(facts, "enable"));
}

void check_redirects(const ClientFacts& facts, Findings& out) {
  if (!facts.client.allows_grant("authorization_code")) return;
  if (facts.client.redirect_uris.empty()) {
    out.push_back(error("client.no_redirect", "the client has no redirect URI",
                        "authorization codes have nowhere to go",
                        command(facts, "update") + " --redirect-uri URI"));
    return;
  }
  out.push_back(
      ok("client.redirects", std::to_string(facts.client.redirect_uris.size()) + " redirect URIs"));
}

void check_scopes(const ClientFacts& facts, const Policy& policy, Findings& out) {
  for (const std::string& scope : facts.client.scopes) {
    if (policy.scopes.contains(scope)) continue;
    out.push_back(warning(
        "client.scope_unknown", "the client may ask for a scope that is not in the configuration",
        scope + " is refused as invalid_scope",
        "in [scopes] of the configuration: \"" + scope + "\" = \"words for the consent page\""));
  }
}

bool wants_secret(const Client& client) {
  return client.auth_method == ClientAuthMethod::kClientSecretBasic ||
         client.auth_method == ClientAuthMethod::kClientSecretPost;
}

void check_secrets_of(const ClientFacts& facts, Findings& out) {
  if (!wants_secret(facts.client)) return;
  std::size_t live = 0;
  bool lasts = false;
  for (const store::ClientSecret& secret : facts.secrets) {
    if (!secret.is_live(facts.now)) continue;
    ++live;
    lasts = lasts || !secret.expires_at || *secret.expires_at > facts.now + kSoon;
  }
  const std::string fix = command(facts, "rotate-secret");
  if (live == 0) {
    out.push_back(error("client.no_secret", "no secret of the client is valid",
                        std::to_string(facts.secrets.size()) + " have expired", fix));
  } else if (!lasts) {
    out.push_back(warning("client.secret_ends", "the client's secret ends within 30 days",
                          std::to_string(live) + " valid", fix));
  } else {
    out.push_back(ok("client.secret", "the client has a valid secret"));
  }
}

// A document that cannot be fetched locks the client out; what is cached serves for a while.
void check_remote_keys(const ClientFacts& facts, Findings& out) {
  if (facts.client.jwks_uri.empty()) return;
  const std::string fix = "lockspire doctor remote-jwks --client " + facts.client.client_id.text();
  if (!facts.remote_jwks) {
    out.push_back(warning("client.jwks_unfetched", "the client's keys have not been fetched yet",
                          facts.client.jwks_uri, fix));
  } else if (facts.remote_jwks->problem) {
    out.push_back(error("client.jwks_problem", "the client's keys could not be fetched",
                        *facts.remote_jwks->problem, fix));
  } else {
    out.push_back(ok("client.jwks", "the client's keys have been fetched"));
  }
}

void check_algorithms(const ClientFacts& facts, Findings& out) {
  const auto check = [&](jose::Alg alg, const std::string& what) {
    const std::string name(jose::name(alg));
    if (std::ranges::find(facts.active_algs, name) != facts.active_algs.end()) return;
    out.push_back(error("client.no_key", what + " of the client cannot be signed",
                        "no key signs with " + name, "lockspire key rotate --alg " + name));
  };
  if (facts.client.has_scope("openid")) {
    check(facts.client.id_token_signed_response_alg, "ID tokens");
  }
  if (!facts.client.require_pkce) {
    out.push_back(warning("client.no_pkce", "the client need not use PKCE",
                          "a code that is stolen on its way can be redeemed",
                          command(facts, "update") + " --require-pkce true"));
  }
  if (!facts.client.default_resource.empty() && !facts.has_default_resource) {
    out.push_back(error("client.no_resource", "the client's default resource is not registered",
                        facts.client.default_resource,
                        "lockspire resource add " + facts.client.default_resource));
  }
}

// What was refused, and what would change it.
void check_refusals_of(const ClientFacts& facts, Findings& out) {
  if (facts.refusals.empty()) {
    out.push_back(ok("client.refusals", "nothing of the client was refused in the last day"));
  }
  for (std::size_t i = 0; i < std::min(facts.refusals.size(), kMostReasons); ++i) {
    const store::RefusalCount& count = facts.refusals[i];
    const Explanation* known = find_explanation(count.reason);
    out.push_back(warning(
        "client.refused", std::to_string(count.times) + " times refused: " + count.reason,
        std::string(known == nullptr ? "" : known->rule),
        std::string(known == nullptr ? "lockspire explain " + count.reason : known->remedy)));
  }
}

std::vector<std::string> active_algs(store::Reader& db) {
  std::vector<std::string> algs;
  for (const store::SigningKeyRow& row : store::list_signing_keys(db)) {
    if (row.state == store::KeyState::kActive) algs.push_back(row.alg);
  }
  return algs;
}

}  // namespace

Findings check_client(const ClientFacts& facts, const Policy& policy) {
  Findings out{check_state(facts)};
  check_redirects(facts, out);
  check_scopes(facts, policy, out);
  check_secrets_of(facts, out);
  check_remote_keys(facts, out);
  check_algorithms(facts, out);
  check_refusals_of(facts, out);
  return out;
}

Outcome<Findings> diagnose_client(const Operator& who, const ClientId& client_id) {
  const Instant now = who.clock.now();
  const auto facts = who.store.read([&](store::Reader& db) -> std::optional<ClientFacts> {
    auto client = find_client(db, client_id);
    if (!client) return std::nullopt;
    const bool has_resource = !client->default_resource.empty() &&
                              store::find_resource(db, client->default_resource).has_value();
    auto remote = store::find_remote_jwks(db, client->jwks_uri);
    return ClientFacts{.client = *std::move(client),
                       .secrets = store::list_client_secrets(db, client_id),
                       .active_algs = active_algs(db),
                       .has_default_resource = has_resource,
                       .remote_jwks = std::move(remote),
                       .refusals = store::refusals_by_reason(db, now - kDay, client_id),
                       .now = now};
  });
  if (!facts) return not_found("there is no client " + client_id.text());
  return check_client(*facts, who.policy);
}

}  // namespace lockspire::ops
