// lockspire key: signing keys.
#include <algorithm>
#include <array>

#include "jose/alg.h"
#include "ops/key_compromise.h"
#include "ops/key_rotation.h"
#include "ops/keys.h"
#include "ops/reseal.h"
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
  set_time(json, "compromised_at", row.compromised_at);
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

// What comes too early says when it may be done, in JSON too.
template <typename T>
T key_or_fail(const Call& call, ops::Outcome<T> outcome) {
  if (!outcome && outcome.error().not_before && call.json) {
    Json json = Json::object();
    json.set("error", "too_early");
    json.set("message", outcome.error().message);
    set_time(json, "not_before", outcome.error().not_before);
    print_json(json);
  }
  return value_or_fail(std::move(outcome));
}

Exit generate(const Call& call) {
  const jose::Alg alg = alg_of(call);
  const Installation installation(call);
  const SealingKeys sealing_keys = sealing_keys_of(installation.config());
  const auto first =
      call.has("--activate") ? ops::FirstState::kActive : ops::FirstState::kGenerated;
  return print_key(
      call, value_or_fail(ops::generate_key(installation.who(), sealing_keys.newest, alg, first)));
}

Exit publish(const Call& call) {
  const Installation installation(call);
  return print_key(call, value_or_fail(ops::publish_key(installation.who(), *call.one("KID"))));
}

Exit activate(const Call& call) {
  const Installation installation(call);
  return print_key(call,
                   key_or_fail(call, ops::activate_key(installation.who(), *call.one("KID"))));
}

void report_compromise(const Call& call, const ops::CompromisedKey& ended) {
  if (call.json) {
    Json json = json_of(ended.key);
    if (ended.replacement) json.set("replacement", json_of(*ended.replacement));
    json.set("access_tokens_ended", ended.access_tokens_ended);
    set_time(json, "id_tokens_since", ended.id_tokens_since);
    set_time(json, "id_tokens_until", ended.id_tokens_until);
    print_json(json);
    return;
  }
  print_line("retired " + ended.key.alg + " key " + ended.key.kid);
  if (ended.replacement) print_line("key " + ended.replacement->kid + " signs from now on");
  print_line("access tokens ended: " + std::to_string(ended.access_tokens_ended));
  if (ended.id_tokens_since) {
    print_line("ID tokens issued from " + time_text(*ended.id_tokens_since) + " to " +
               time_text(*ended.id_tokens_until) +
               " fail to verify once caches of the JWKS are renewed");
  }
}

Exit retire(const Call& call) {
  const std::string kid = *call.one("KID");
  const Installation installation(call);
  if (!call.has("--now")) {
    return print_key(call, key_or_fail(call, ops::retire_key(installation.who(), kid)));
  }
  const SealingKeys sealing_keys = sealing_keys_of(installation.config());
  report_compromise(call, value_or_fail(ops::retire_compromised_key(installation.who(),
                                                                    sealing_keys.newest, kid)));
  return kDone;
}

struct StepWords {
  ops::KeyStep step;
  std::string_view done;  // for JSON and people
  std::string_view next;
};

constexpr std::array kSteps{
    StepWords{ops::KeyStep::kGenerate, "published", "generate"},
    StepWords{ops::KeyStep::kPublish, "published", "publish"},
    StepWords{ops::KeyStep::kActivate, "activated", "activate"},
    StepWords{ops::KeyStep::kRetire, "retired", "retire"},
};

const StepWords& words_of(ops::KeyStep step) {
  return *std::ranges::find(kSteps, step, &StepWords::step);
}

std::string done_words(const ops::RotationStep& step) {
  if (!step.done) return "waiting";
  const bool first =
      step.done == ops::KeyStep::kGenerate && step.key->state == store::KeyState::kActive;
  return first ? "activated" : std::string(words_of(*step.done).done);
}

Json json_of(const ops::RotationStep& step) {
  Json json = step.key ? json_of(*step.key) : Json::object();
  json.set("alg", jose::name(step.alg));
  json.set("action", done_words(step));
  Json next = Json::object();
  next.set("action", words_of(step.next.step).next);
  if (!step.next.kid.empty()) next.set("kid", step.next.kid);
  set_time(next, "not_before", step.next.at);
  json.set("next", std::move(next));
  return json;
}

void print_step(const ops::RotationStep& step) {
  const std::string alg(jose::name(step.alg));
  print_line(alg + ": " + done_words(step) + (step.key ? " " + step.key->kid : ""));
  const std::string next(words_of(step.next.step).next);
  print_line("  next: " + next + " " + (step.next.kid.empty() ? "a new key" : step.next.kid) +
             ", not before " + time_text(step.next.at));
}

Exit rotate(const Call& call) {
  const auto alg = call.one("--alg") ? std::optional(alg_of(call)) : std::nullopt;
  const Installation installation(call);
  const SealingKeys sealing_keys = sealing_keys_of(installation.config());
  const auto steps =
      key_or_fail(call, ops::rotate_keys(installation.who(), sealing_keys.newest, alg));
  if (!call.json) {
    for (const auto& step : steps) print_step(step);
    return kDone;
  }
  if (alg) {
    print_json(json_of(steps.front()));
    return kDone;
  }
  Json json = Json::array();
  for (const auto& step : steps) json.add(json_of(step));
  print_json(json);
  return kDone;
}

Exit reseal(const Call& call) {
  const Installation installation(call);
  const SealingKeys sealing_keys = sealing_keys_of(installation.config());
  const auto secret_keys = client_secret_keys_of(installation.config());
  const auto resealed = value_or_fail(
      ops::reseal(installation.who(), sealing_keys, secret_keys ? &*secret_keys : nullptr));
  if (call.json) {
    Json json = Json::object();
    json.set("signing_keys", resealed.signing_keys);
    json.set("client_secrets", resealed.client_secrets);
    print_json(json);
    return kDone;
  }
  print_line("sealed anew: signing keys: " + std::to_string(resealed.signing_keys) +
             ", client secrets: " + std::to_string(resealed.client_secrets));
  return kDone;
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
  const Option only{"--alg", Takes::kOne,
                    "ALG",   "only this one (default: each that has keys)",
                    false,   {"ES256", "RS256", "PS256", "EdDSA"}};
  const Option at_once{"--activate", Takes::kNothing, "",
                       "publish and activate it; only for the first key of its algorithm"};
  const Option now{"--now", Takes::kNothing, "",
                   "others may have it: retire it in any state, put another in its place, and end "
                   "what it signed"};
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
       "the next safe step of each algorithm: publish, activate or retire a key",
       {only},
       rotate},
      {"key",
       "reseal",
       "seal everything anew under sealing_key_file and client_secret_key_file, so that the files "
       "before can go",
       {},
       reseal},
      {"key", "list", "all keys and their states", {}, list},
  };
}

}  // namespace lockspire::cli
