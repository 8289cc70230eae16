// lockspire client: registered clients.
#include <iostream>
#include <utility>

#include "ops/clients.h"
#include "protocol/client_metadata.h"
#include "tools/lockspire/client_flags.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

std::string field_text(JsonView value) {
  if (const auto text = value.string()) return std::string(*text);
  if (const auto list = value.strings()) return list_text(*list);
  return value.print();
}

Json information(const Client& client, const Secret& secret) {
  Json json = client_information(client, secret.reveal());
  if (client.disabled_at) json.set("disabled_at", to_unix(*client.disabled_at));
  return json;
}

void print_client(const Call& call, const Json& json) {
  if (call.json) return print_json(json);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : json.view().members()) {
    const bool is_time = name == "client_id_issued_at" || name == "disabled_at";
    fields.emplace_back(
        name, is_time ? time_text(from_unix(value.integer().value_or(0))) : field_text(value));
  }
  print_fields(fields);
  if (json.view().member("client_secret")) {
    std::cerr << "The secret is shown this once; it cannot be shown again.\n";
  }
}

ClientId id_of(const Call& call) {
  return ClientId(call.one("ID").value_or(""));
}

Exit create(const Call& call) {
  const Json metadata = metadata_of(call);
  const Installation installation(call);
  std::optional<ClientId> client_id;
  if (const auto id = call.one("--client-id")) client_id = ClientId(*id);
  const auto made =
      value_or_fail(ops::create_client(installation.who(), metadata.view(), client_id));
  print_client(call, information(made.client, made.secret));
  return kDone;
}

Exit list(const Call& call) {
  const Installation installation(call);
  const auto clients = ops::list_clients(installation.who());
  if (call.json) {
    Json json = Json::array();
    for (const Client& client : clients) json.add(information(client, Secret()));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(clients.size());
  for (const Client& client : clients) {
    rows.push_back({client.client_id.text(), client.name,
                    std::string(wire_name(client.auth_method)),
                    client.is_disabled() ? "disabled" : "enabled", time_text(client.created_at)});
  }
  print_table({"CLIENT_ID", "NAME", "AUTH_METHOD", "STATE", "CREATED"}, rows);
  return kDone;
}

Exit show(const Call& call) {
  const Installation installation(call);
  const auto details = value_or_fail(ops::show_client(installation.who(), id_of(call)));
  Json json = information(details.client, Secret());
  Json secrets = Json::array();
  for (const auto& secret : details.secrets) {
    Json item = Json::object();
    item.set("secret_id", secret.secret_id);
    set_time(item, "created_at", secret.created_at);
    set_time(item, "expires_at", secret.expires_at);
    secrets.add(std::move(item));
  }
  if (is_by_secret(details.client.auth_method)) json.set("client_secrets", std::move(secrets));
  print_client(call, json);
  return kDone;
}

Exit update(const Call& call) {
  const Json changes = metadata_of(call);
  if (changes.view().members().empty()) throw Failure(kUsage, "nothing to update was given");
  const Installation installation(call);
  const auto made =
      value_or_fail(ops::update_client(installation.who(), id_of(call), changes.view()));
  print_client(call, information(made.client, made.secret));
  return kDone;
}

// disable, enable, delete.
template <ops::Outcome<Client> (*Change)(const ops::Operator&, const ClientId&)>
Exit change(const Call& call) {
  const Installation installation(call);
  const Client client = value_or_fail(Change(installation.who(), id_of(call)));
  print_client(call, information(client, Secret()));
  return kDone;
}

Exit rotate_secret(const Call& call) {
  const Seconds overlap = duration(call, "--overlap", Seconds(0));
  const Installation installation(call);
  const auto made =
      value_or_fail(ops::rotate_client_secret(installation.who(), id_of(call), overlap));
  print_client(call, information(made.client, made.secret));
  return kDone;
}

}  // namespace

std::vector<Verb> client_verbs() {
  const Option id{"ID", Takes::kOne, "ID", "client_id", true};
  const Option chosen{"--client-id", Takes::kOne, "ID", "id to use instead of a random one"};
  const Option overlap{"--overlap", Takes::kOne, "DURATION",
                       "how long the secret before stays valid, such as 24h (default: not at all)"};
  return {
      {"client", "create", "register a client; its secret is shown once",
       with_metadata_flags({chosen}), create},
      {"client", "list", "all clients", {}, list},
      {"client", "show", "one client", {id}, show},
      {"client", "update", "replace what is given, keep the rest", with_metadata_flags({id}),
       update},
      {"client",
       "disable",
       "end the client and everything it was given",
       {id},
       change<ops::disable_client>},
      {"client", "enable", "let a disabled client in again", {id}, change<ops::enable_client>},
      {"client", "rotate-secret", "make a new secret", {id, overlap}, rotate_secret},
      {"client",
       "delete",
       "remove the client and everything it was given",
       {id},
       change<ops::delete_client>},
  };
}

}  // namespace lockspire::cli
