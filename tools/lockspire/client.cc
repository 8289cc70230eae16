// lockspire client: registered clients.
#include <array>
#include <charconv>
#include <iostream>
#include <utility>

#include "ops/clients.h"
#include "protocol/client_metadata.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

enum class Kind { kText, kList, kWords, kFlag, kNumber };

// A flag and the RFC 7591 member that it sets.
struct MetadataFlag {
  Option option;
  std::string_view member;
  Kind kind;
};

const std::vector<MetadataFlag>& metadata_flags() {
  static const std::vector<MetadataFlag> flags{
      {{"--name", Takes::kOne, "TEXT", "name that people read on the consent page"},
       "client_name",
       Kind::kText},
      {{"--redirect-uri", Takes::kMany, "URI", "exact redirect URI"}, "redirect_uris", Kind::kList},
      {{"--post-logout-redirect-uri", Takes::kMany, "URI", "exact URI to return to after logout"},
       "post_logout_redirect_uris",
       Kind::kList},
      {{"--scope", Takes::kMany, "SCOPE", "scope that it may ask for (default: openid)"},
       "scope",
       Kind::kWords},
      {{"--grant-type",
        Takes::kMany,
        "TYPE",
        "default: authorization_code",
        false,
        {"authorization_code", "refresh_token"}},
       "grant_types",
       Kind::kList},
      {{"--auth-method",
        Takes::kOne,
        "METHOD",
        "default: client_secret_basic",
        false,
        {"none", "client_secret_basic", "client_secret_post"}},
       "token_endpoint_auth_method",
       Kind::kText},
      {{"--client-uri", Takes::kOne, "URL", "home page of the client"}, "client_uri", Kind::kText},
      {{"--logo-uri", Takes::kOne, "URL", "its logo"}, "logo_uri", Kind::kText},
      {{"--policy-uri", Takes::kOne, "URL", "its privacy policy"}, "policy_uri", Kind::kText},
      {{"--tos-uri", Takes::kOne, "URL", "its terms of service"}, "tos_uri", Kind::kText},
      {{"--contact", Takes::kMany, "ADDRESS", "who is responsible for it"},
       "contacts",
       Kind::kList},
      {{"--application-type", Takes::kOne, "TYPE", "recorded only", false, {"web", "native"}},
       "application_type",
       Kind::kText},
      {{"--id-token-alg",
        Takes::kOne,
        "ALG",
        "signature of its ID tokens (default: RS256)",
        false,
        {"RS256", "ES256", "PS256", "EdDSA"}},
       "id_token_signed_response_alg",
       Kind::kText},
      {{"--access-token-format",
        Takes::kOne,
        "FORMAT",
        "default: the server's",
        false,
        {"jwt", "opaque"}},
       "access_token_format",
       Kind::kText},
      {{"--require-pkce",
        Takes::kOne,
        "BOOL",
        "false only for a confidential client with openid",
        false,
        {"true", "false"}},
       "require_pkce",
       Kind::kFlag},
      {{"--default-max-age", Takes::kOne, "SECONDS", "when it asks for no max_age itself"},
       "default_max_age",
       Kind::kNumber},
      {{"--require-auth-time",
        Takes::kOne,
        "BOOL",
        "recorded only: ID tokens always have it",
        false,
        {"true", "false"}},
       "require_auth_time",
       Kind::kFlag},
  };
  return flags;
}

Json parse_document(const std::string& text, const std::string& source) {
  std::string problem;
  auto json = Json::parse(text, {}, &problem);
  if (!json) throw Failure(kUsage, source + " is not JSON: " + problem);
  if (!json->view().is_object()) throw Failure(kUsage, source + " is not a JSON object");
  if (json->view().member("client_id")) {
    std::cerr << "lockspire: client_id in " << source
              << " is not used; choose one with --client-id\n";
  }
  return *std::move(json);
}

std::int64_t number_of(const Option& option, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc() && end == text.data() + text.size()) return value;
  throw Failure(kUsage, std::string(option.name) + " must be a number");
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

void set_member(Json& json, const MetadataFlag& flag, const Call& call) {
  const auto values = call.all(flag.option.name);
  if (values.empty()) return;
  switch (flag.kind) {
    case Kind::kText:
      json.set(flag.member, values.front());
      return;
    case Kind::kList:
      json.set(flag.member, Json::strings(values));
      return;
    case Kind::kWords:
      json.set(flag.member, joined(values));
      return;
    case Kind::kFlag:
      json.set(flag.member, values.front() == "true");
      return;
    case Kind::kNumber:
      json.set(flag.member, number_of(flag.option, values.front()));
      return;
  }
}

// The document of --from with the flags over it.
Json metadata_of(const Call& call) {
  const auto file = call.one("--from");
  Json json = file ? parse_document(read_input(*file), *file == "-" ? "standard input" : *file)
                   : Json::object();
  if (call.has("--public") && call.one("--auth-method").value_or("none") != "none") {
    throw Failure(kUsage, "--public and --auth-method contradict each other");
  }
  if (call.has("--public")) json.set("token_endpoint_auth_method", "none");
  for (const MetadataFlag& flag : metadata_flags()) set_member(json, flag, call);
  return json;
}

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
  if (!details.client.is_public()) json.set("client_secrets", std::move(secrets));
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

std::vector<Option> with_metadata(std::vector<Option> options) {
  options.push_back(
      {"--from", Takes::kOne, "FILE", "RFC 7591 metadata in JSON (-: standard input)"});
  options.push_back({"--public", Takes::kNothing, "", "it can keep no secret (auth method none)"});
  for (const MetadataFlag& flag : metadata_flags()) options.push_back(flag.option);
  return options;
}

}  // namespace

std::vector<Verb> client_verbs() {
  const Option id{"ID", Takes::kOne, "ID", "client_id", true};
  const Option chosen{"--client-id", Takes::kOne, "ID", "id to use instead of a random one"};
  const Option overlap{"--overlap", Takes::kOne, "DURATION",
                       "how long the secret before stays valid, such as 24h (default: not at all)"};
  return {
      {"client", "create", "register a client; its secret is shown once", with_metadata({chosen}),
       create},
      {"client", "list", "all clients", {}, list},
      {"client", "show", "one client", {id}, show},
      {"client", "update", "replace what is given, keep the rest", with_metadata({id}), update},
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
