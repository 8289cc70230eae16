// lockspire consent: what people let clients do.
#include "ops/consents.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

Json json_of(const store::Consent& consent) {
  Json json = Json::object();
  json.set("sub", consent.sub.text());
  json.set("client_id", consent.client_id.text());
  json.set("scope", consent.scopes);
  json.set("resources", consent.resources);
  json.set("claims", consent.claims);
  set_time(json, "granted_at", consent.granted_at);
  set_time(json, "updated_at", consent.updated_at);
  return json;
}

Exit list(const Call& call) {
  std::optional<Subject> sub;
  if (const auto text = call.one("--sub")) sub = Subject(*text);
  std::optional<ClientId> client_id;
  if (const auto text = call.one("--client")) client_id = ClientId(*text);
  const Installation installation(call);
  const auto consents = ops::list_consents(installation.who(), sub, client_id);
  if (call.json) {
    Json json = Json::array();
    for (const auto& consent : consents) json.add(json_of(consent));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(consents.size());
  for (const auto& consent : consents) {
    rows.push_back({consent.sub.text(), consent.client_id.text(), consent.scopes,
                    time_text(consent.granted_at)});
  }
  print_table({"SUB", "CLIENT_ID", "SCOPE", "GRANTED"}, rows);
  return kDone;
}

Exit revoke(const Call& call) {
  const Subject sub(*call.one("--sub"));
  const ClientId client_id(*call.one("--client"));
  const Installation installation(call);
  const auto revoked = value_or_fail(ops::revoke_consent(installation.who(), sub, client_id));
  if (call.json) {
    Json json = Json::object();
    json.set("sub", sub.text());
    json.set("client_id", client_id.text());
    json.set("forgotten", revoked.forgotten);
    json.set("grants_ended", revoked.grants_ended);
    print_json(json);
    return kDone;
  }
  print_line("revoked; grants ended: " + std::to_string(revoked.grants_ended));
  return kDone;
}

}  // namespace

std::vector<Verb> consent_verbs() {
  return {
      {"consent",
       "list",
       "consents that are remembered",
       {{"--sub", Takes::kOne, "SUB", "of this account"},
        {"--client", Takes::kOne, "ID", "to this client"}},
       list},
      {"consent",
       "revoke",
       "forget a consent and end every grant that came of it",
       {{"--sub", Takes::kOne, "SUB", "of this account", true},
        {"--client", Takes::kOne, "ID", "to this client", true}},
       revoke},
  };
}

}  // namespace lockspire::cli
