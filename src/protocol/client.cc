#include "protocol/client.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

#include "protocol/scope.h"

namespace lockspire {
namespace {

constexpr std::array kAuthMethods{
    std::pair{ClientAuthMethod::kClientSecretBasic, std::string_view("client_secret_basic")},
    std::pair{ClientAuthMethod::kClientSecretPost, std::string_view("client_secret_post")},
    std::pair{ClientAuthMethod::kClientSecretJwt, std::string_view("client_secret_jwt")},
    std::pair{ClientAuthMethod::kPrivateKeyJwt, std::string_view("private_key_jwt")},
    std::pair{ClientAuthMethod::kNone, std::string_view("none")},
};

constexpr std::array kSecretAlgs{jose::Alg::kHs256};
constexpr std::array kKeyAlgs{jose::Alg::kRs256, jose::Alg::kEs256, jose::Alg::kPs256,
                              jose::Alg::kEdDsa};

constexpr std::array kTokenFormats{
    std::pair{TokenFormat::kJwt, std::string_view("jwt")},
    std::pair{TokenFormat::kOpaque, std::string_view("opaque")},
};

template <typename Table, typename Value>
std::string_view name_in(const Table& table, Value value) {
  const auto row = std::ranges::find(table, value, &Table::value_type::first);
  return row == table.end() ? std::string_view() : row->second;
}

template <typename Table>
auto value_in(const Table& table, std::string_view name) {
  const auto row = std::ranges::find(table, name, &Table::value_type::second);
  using Value = Table::value_type::first_type;
  return row == table.end() ? std::optional<Value>() : std::optional<Value>(row->first);
}

void set_unless_empty(Json& json, std::string_view name, const std::string& value) {
  if (!value.empty()) json.set(name, value);
}

// Every value of a stored row passed the validator, so anything else is a damaged row.
class StoredMetadata {
 public:
  explicit StoredMetadata(const store::ClientRow& row)
      : client_id_(row.client_id), json_(Json::parse(row.metadata)) {
    if (!json_ || !json_->view().is_object()) corrupt("metadata");
  }

  [[nodiscard]] std::string text(std::string_view name) const {
    return std::string(json_->view().string(name).value_or(""));
  }

  [[nodiscard]] std::vector<std::string> list(std::string_view name) const {
    if (!json_->view().member(name)) return {};
    return must(name, json_->view().strings(name));
  }

  template <typename T>
  [[nodiscard]] T must(std::string_view name, std::optional<T> value) const {
    if (!value) corrupt(name);
    return *std::move(value);
  }

  [[nodiscard]] JsonView view() const { return json_->view(); }

 private:
  [[noreturn]] void corrupt(std::string_view name) const {
    throw std::runtime_error("clients: row of " + client_id_.text() + " is damaged at " +
                             std::string(name));
  }

  ClientId client_id_;
  std::optional<Json> json_;
};

// What the metadata says; nothing of the other columns.
Client read_metadata(const store::ClientRow& row) {
  const StoredMetadata stored(row);
  Client client;
  client.name = stored.text("client_name");
  client.auth_method =
      stored.must("token_endpoint_auth_method",
                  parse_client_auth_method(stored.text("token_endpoint_auth_method")));
  if (stored.view().member("token_endpoint_auth_signing_alg")) {
    client.token_endpoint_auth_signing_alg =
        stored.must("token_endpoint_auth_signing_alg",
                    jose::parse_alg(stored.text("token_endpoint_auth_signing_alg")));
  }
  if (const auto jwks = stored.view().member("jwks")) client.jwks = jwks->print();
  client.jwks_uri = stored.text("jwks_uri");
  client.redirect_uris = stored.list("redirect_uris");
  client.post_logout_redirect_uris = stored.list("post_logout_redirect_uris");
  client.scopes = split_words(stored.text("scope"));
  client.grant_types = stored.list("grant_types");
  client.response_types = stored.list("response_types");
  client.client_uri = stored.text("client_uri");
  client.policy_uri = stored.text("policy_uri");
  client.tos_uri = stored.text("tos_uri");
  client.logo_uri = stored.text("logo_uri");
  client.contacts = stored.list("contacts");
  client.application_type = stored.text("application_type");
  client.id_token_signed_response_alg = stored.must(
      "id_token_signed_response_alg", jose::parse_alg(stored.text("id_token_signed_response_alg")));
  client.resource_server_for = stored.list("resource_server_for");
  client.default_resource = stored.text("default_resource");
  if (stored.view().member("introspection_signed_response_alg")) {
    client.introspection_signed_response_alg =
        stored.must("introspection_signed_response_alg",
                    jose::parse_alg(stored.text("introspection_signed_response_alg")));
  }
  if (stored.view().member("access_token_format")) {
    client.access_token_format =
        stored.must("access_token_format", parse_token_format(stored.text("access_token_format")));
  }
  client.require_pkce = stored.view().boolean("require_pkce").value_or(true);
  if (const auto seconds = stored.view().integer("default_max_age")) {
    client.default_max_age = Seconds(*seconds);
  }
  client.require_auth_time = stored.view().boolean("require_auth_time").value_or(false);
  return client;
}

Client with_columns(Client client, const store::ClientRow& row) {
  client.client_id = row.client_id;
  client.created_at = row.created_at;
  client.updated_at = row.updated_at;
  client.disabled_at = row.disabled_at;
  return client;
}

// The same text says the same, and reading it costs more than the rest of a look-up. The row is
// read each time all the same: a change counts at once.
class MetadataMemo {
 public:
  const Client& read(const store::ClientRow& row) {
    const auto known = known_.find(row.metadata);
    if (known != known_.end()) return known->second;
    if (known_.size() >= kMost) known_.clear();
    return known_.emplace(row.metadata, read_metadata(row)).first->second;
  }

 private:
  static constexpr std::size_t kMost = 16;

  std::unordered_map<std::string, Client> known_;
};

}  // namespace

std::vector<ClientAuthMethod> offered_auth_methods(const Policy& policy) {
  std::vector<ClientAuthMethod> methods;
  for (const auto& [method, name] : kAuthMethods) {
    if (method == ClientAuthMethod::kClientSecretJwt && !policy.client_secret_jwt) continue;
    methods.push_back(method);
  }
  return methods;
}

std::span<const jose::Alg> assertion_algs(ClientAuthMethod method) {
  if (method == ClientAuthMethod::kClientSecretJwt) return kSecretAlgs;
  if (method == ClientAuthMethod::kPrivateKeyJwt) return kKeyAlgs;
  return {};
}

bool is_by_assertion(ClientAuthMethod method) {
  return !assertion_algs(method).empty();
}

bool is_by_secret(ClientAuthMethod method) {
  return method != ClientAuthMethod::kNone && method != ClientAuthMethod::kPrivateKeyJwt;
}

std::string_view wire_name(ClientAuthMethod method) {
  return name_in(kAuthMethods, method);
}

std::optional<ClientAuthMethod> parse_client_auth_method(std::string_view name) {
  return value_in(kAuthMethods, name);
}

std::string_view wire_name(TokenFormat format) {
  return name_in(kTokenFormats, format);
}

std::optional<TokenFormat> parse_token_format(std::string_view name) {
  return value_in(kTokenFormats, name);
}

bool Client::allows_grant(std::string_view grant_type) const {
  return contains(grant_types, grant_type);
}

bool Client::allows_response_type(std::string_view response_type) const {
  return contains(response_types, response_type);
}

bool Client::has_scope(std::string_view scope) const {
  return contains(scopes, scope);
}

const std::string& display_name(const Client& client) {
  return client.name.empty() ? client.client_id.text() : client.name;
}

Json client_metadata(const Client& client) {
  Json json = Json::object();
  set_unless_empty(json, "client_name", client.name);
  json.set("redirect_uris", Json::strings(client.redirect_uris));
  json.set("token_endpoint_auth_method", wire_name(client.auth_method));
  if (client.token_endpoint_auth_signing_alg) {
    json.set("token_endpoint_auth_signing_alg",
             jose::name(*client.token_endpoint_auth_signing_alg));
  }
  if (auto jwks = Json::parse(client.jwks)) json.set("jwks", *std::move(jwks));
  set_unless_empty(json, "jwks_uri", client.jwks_uri);
  json.set("grant_types", Json::strings(client.grant_types));
  json.set("response_types", Json::strings(client.response_types));
  json.set("scope", join_words(client.scopes));
  json.set("application_type", client.application_type);
  json.set("id_token_signed_response_alg", jose::name(client.id_token_signed_response_alg));
  if (!client.resource_server_for.empty()) {
    json.set("introspection_signed_response_alg",
             jose::name(client.introspection_signed_response_alg));
    json.set("resource_server_for", Json::strings(client.resource_server_for));
  }
  set_unless_empty(json, "default_resource", client.default_resource);
  set_unless_empty(json, "client_uri", client.client_uri);
  set_unless_empty(json, "logo_uri", client.logo_uri);
  set_unless_empty(json, "policy_uri", client.policy_uri);
  set_unless_empty(json, "tos_uri", client.tos_uri);
  if (!client.contacts.empty()) json.set("contacts", Json::strings(client.contacts));
  json.set("post_logout_redirect_uris", Json::strings(client.post_logout_redirect_uris));
  if (client.default_max_age) {
    json.set("default_max_age", std::int64_t{client.default_max_age->count()});
  }
  json.set("require_auth_time", client.require_auth_time);
  json.set("require_pkce", client.require_pkce);
  if (client.access_token_format) {
    json.set("access_token_format", wire_name(*client.access_token_format));
  }
  return json;
}

Client client_from_row(const store::ClientRow& row) {
  return with_columns(read_metadata(row), row);
}

std::optional<Client> find_client(store::Reader& db, const ClientId& client_id) {
  const auto row = store::find_client_row(db, client_id);
  if (!row) return std::nullopt;
  return with_columns(db.local<MetadataMemo>().read(*row), *row);
}

}  // namespace lockspire
