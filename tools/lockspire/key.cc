// lockspire key: signing keys.
#include "jose/alg.h"
#include "ops/keys.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

jose::Alg alg_of(const Call& call) {
  const auto alg = jose::parse_alg(call.one("--alg").value_or("ES256"));
  if (!alg || *alg == jose::Alg::kHs256) {
    throw Failure(kUsage, "--alg must be ES256, RS256, PS256 or EdDSA");
  }
  return *alg;
}

Json json_of(const store::SigningKeyRow& row) {
  Json json = Json::object();
  json.set("kid", row.kid);
  json.set("alg", row.alg);
  json.set("state", store::state_name(row.state));
  set_time(json, "created_at", row.created_at);
  set_time(json, "published_at", row.published_at);
  set_time(json, "activated_at", row.activated_at);
  set_time(json, "retiring_at", row.retiring_at);
  set_time(json, "retired_at", row.retired_at);
  if (auto jwk = Json::parse(row.public_jwk)) json.set("public_jwk", *std::move(jwk));
  return json;
}

Exit print_key(const Call& call, const store::SigningKeyRow& row) {
  if (call.json) {
    print_json(json_of(row));
    return kDone;
  }
  print_fields({{"kid", row.kid},
                {"alg", row.alg},
                {"state", std::string(store::state_name(row.state))},
                {"created_at", time_text(row.created_at)},
                {"published_at", time_text(row.published_at)},
                {"activated_at", time_text(row.activated_at)},
                {"retiring_at", time_text(row.retiring_at)},
                {"retired_at", time_text(row.retired_at)}});
  return kDone;
}

Exit generate(const Call& call) {
  const jose::Alg alg = alg_of(call);
  const Installation installation(call);
  const SealingKey sealing_key = sealing_key_of(installation.config());
  const auto first =
      call.has("--activate") ? ops::FirstState::kActive : ops::FirstState::kGenerated;
  return print_key(call,
                   value_or_fail(ops::generate_key(installation.who(), sealing_key, alg, first)));
}

Exit publish(const Call& call) {
  const Installation installation(call);
  return print_key(call, value_or_fail(ops::publish_key(installation.who(), *call.one("KID"))));
}

Exit activate(const Call& call) {
  const Installation installation(call);
  return print_key(call, value_or_fail(ops::activate_key(installation.who(), *call.one("KID"))));
}

Exit retire(const Call& call) {
  const Installation installation(call);
  const bool anyway = call.has("--now");
  return print_key(call,
                   value_or_fail(ops::retire_key(installation.who(), *call.one("KID"), anyway)));
}

Exit rotate(const Call& call) {
  const jose::Alg alg = alg_of(call);
  const Installation installation(call);
  const SealingKey sealing_key = sealing_key_of(installation.config());
  return print_key(call, value_or_fail(ops::rotate_key(installation.who(), sealing_key, alg)));
}

Exit list(const Call& call) {
  const Installation installation(call);
  const auto keys = ops::list_keys(installation.who());
  if (call.json) {
    Json json = Json::array();
    for (const auto& key : keys) json.add(json_of(key));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(keys.size());
  for (const auto& key : keys) {
    rows.push_back({key.kid, key.alg, std::string(store::state_name(key.state)),
                    time_text(key.created_at), time_text(key.activated_at)});
  }
  print_table({"KID", "ALG", "STATE", "CREATED", "ACTIVATED"}, rows);
  return kDone;
}

}  // namespace

std::vector<Verb> key_verbs() {
  const Option kid{"KID", Takes::kOne, "KID", "key id", true};
  const Option alg{"--alg",          Takes::kOne, "ALG",
                   "default: ES256", false,       {"ES256", "RS256", "PS256", "EdDSA"}};
  const Option at_once{"--activate", Takes::kNothing, "",
                       "publish and activate it; only for the first key of its algorithm"};
  const Option now{"--now", Takes::kNothing, "",
                   "also a key that still signs: its tokens stop verifying"};
  return {
      {"key", "generate", "make a signing key", {alg, at_once}, generate},
      {"key", "publish", "put a generated key into the JWKS", {kid}, publish},
      {"key",
       "activate",
       "sign with a published key; the one before starts retiring",
       {kid},
       activate},
      {"key",
       "retire",
       "take a retiring key out of the JWKS and destroy its private half",
       {kid, now},
       retire},
      {"key",
       "rotate",
       "the next step: activate the published key, or publish a new one",
       {alg},
       rotate},
      {"key", "list", "all keys and their states", {}, list},
  };
}

}  // namespace lockspire::cli
