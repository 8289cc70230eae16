#include "ops/clients.h"

#include <algorithm>
#include <utility>

#include "base/base64url.h"
#include "base/uri.h"
#include "ops/client_secrets.h"
#include "protocol/client_metadata.h"
#include "store/client_deletion.h"
#include "store/clients.h"
#include "store/consents.h"
#include "store/grants.h"
#include "store/signing_keys.h"

namespace lockspire::ops {
namespace {

constexpr std::size_t kLongestClientId = 255;
constexpr std::size_t kClientIdBytes = 16;

// RFC 6749 A.1: client-id = *VSCHAR; a space would not survive a shell.
bool is_client_id(const std::string& text) {
  return !text.empty() && text.size() <= kLongestClientId &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// A leading dash would look like an option to a shell command.
ClientId random_id(Random& random) {
  std::string text;
  do {
    text = base64url(random.bytes(kClientIdBytes));
  } while (text.starts_with('-'));
  return ClientId(std::move(text));
}

Outcome<ClientId> chosen_id(const Operator& who, const std::optional<ClientId>& client_id) {
  if (!client_id) return random_id(who.random);
  if (is_client_id(client_id->text())) return *client_id;
  return refused("client_id must be 1 to 255 printable ASCII characters without spaces");
}

std::unexpected<Refusal> no_such_client(const ClientId& client_id) {
  return not_found("there is no client " + client_id.text());
}

std::unexpected<Refusal> metadata_refused(const MetadataProblems& problems) {
  std::string message;
  for (const MetadataProblem& problem : problems) {
    message += (message.empty() ? "" : "\n") + problem.member + " " + problem.rule;
    if (!problem.value.empty()) message += ": " + problem.value;
  }
  return refused(std::move(message));
}

store::ClientRow row_of(const Client& client) {
  return {client.client_id, client_metadata(client).print(), client.created_at, client.updated_at,
          client.disabled_at};
}

void update_origins(store::Transaction& tx, const Client& client) {
  std::vector<std::string> origins;
  for (const std::string& uri : client.redirect_uris) {
    if (auto origin = origin_of(uri)) origins.push_back(*std::move(origin));
  }
  store::replace_client_origins(tx, client.client_id, origins);
}

// Keys by value and keys by reference stand for each other.
bool is_replaced(std::string_view name, JsonView changes) {
  if (changes.member(name)) return true;
  const auto given = [&](std::string_view other) {
    const auto member = changes.member(other);
    return member && !member->is_null();
  };
  return (name == "jwks" && given("jwks_uri")) || (name == "jwks_uri" && given("jwks"));
}

Json merged(JsonView stored, JsonView changes) {
  Json out = Json::object();
  for (const auto& [name, value] : stored.members()) {
    if (!is_replaced(name, changes)) out.set(name, Json::copy(value));
  }
  for (const auto& [name, value] : changes.members()) out.set(name, Json::copy(value));
  return out;
}

Outcome<Client> updated(const Client& before, JsonView changes, const Operator& who) {
  const Json metadata = merged(client_metadata(before).view(), changes);
  auto parsed = parse_client_metadata(metadata.view(), who.policy);
  if (!parsed) return metadata_refused(parsed.error());
  Client client = *std::move(parsed);
  client.client_id = before.client_id;
  client.created_at = before.created_at;
  client.updated_at = who.clock.now();
  client.disabled_at = before.disabled_at;
  return client;
}

// How the client will authenticate; client_secret_basic when that is not to be known yet: the
// transaction refuses, then.
ClientAuthMethod method_after(const Operator& who, const ClientId& client_id, JsonView changes) {
  const auto before = who.store.read([&](store::Reader& db) { return find_client(db, client_id); });
  if (!before) return ClientAuthMethod::kClientSecretBasic;
  const auto after = updated(*before, changes, who);
  return after ? after->auth_method : before->auth_method;
}

// Once the site has keys, a client whose ID tokens nothing could sign would fail after the person's
// consent. Before that nothing is refused: keys and clients may be made in either order.
std::optional<Refusal> unsignable(store::Reader& db, const Client& client) {
  const std::string wanted(jose::name(client.id_token_signed_response_alg));
  bool any = false;
  for (const store::SigningKeyRow& key : store::list_signing_keys(db)) {
    if (key.state != store::KeyState::kActive) continue;
    if (key.alg == wanted) return std::nullopt;
    any = true;
  }
  if (!any || !client.has_scope("openid")) return std::nullopt;
  return refused("id_token_signed_response_alg: no " + wanted +
                 " key is active; `lockspire key generate --alg " + wanted +
                 " --activate` makes one")
      .error();
}

}  // namespace

Outcome<RegisteredClient> create_client(const Operator& who, JsonView metadata,
                                        const std::optional<ClientId>& client_id) {
  auto parsed = parse_client_metadata(metadata, who.policy);
  if (!parsed) return metadata_refused(parsed.error());
  const auto id = chosen_id(who, client_id);
  if (!id) return std::unexpected(id.error());
  Client client = *std::move(parsed);
  client.client_id = *id;
  client.created_at = client.updated_at = who.clock.now();
  std::optional<NewSecret> secret;
  if (is_by_secret(client.auth_method)) {
    auto made = make_secret(who, client.client_id, client.auth_method);
    if (!made) return std::unexpected(made.error());
    secret = *std::move(made);
  }
  if (auto refusal = who.store.read([&](store::Reader& db) { return unsignable(db, client); })) {
    return std::unexpected(*std::move(refusal));
  }
  const bool inserted = who.store.transact([&](store::Transaction& tx) {
    if (!store::insert_client_row(tx, row_of(client))) return false;
    if (secret) store::insert_client_secret(tx, secret->row);
    update_origins(tx, client);
    record(tx, who, {.event = "client.created", .client_id = client.client_id});
    return true;
  });
  if (!inserted) return refused("client_id " + id->text() + " is taken");
  return RegisteredClient{std::move(client), secret ? std::move(secret->clear) : Secret()};
}

std::vector<Client> list_clients(const Operator& who) {
  const auto rows = who.store.read([](store::Reader& db) { return store::list_client_rows(db); });
  std::vector<Client> clients;
  for (const store::ClientRow& row : rows) clients.push_back(client_from_row(row));
  return clients;
}

Outcome<ClientDetails> show_client(const Operator& who, const ClientId& client_id) {
  const Instant now = who.clock.now();
  return who.store.read([&](store::Reader& db) -> Outcome<ClientDetails> {
    auto client = find_client(db, client_id);
    if (!client) return no_such_client(client_id);
    auto secrets = store::list_client_secrets(db, client_id);
    std::erase_if(secrets, [&](const auto& secret) { return !secret.is_live(now); });
    return ClientDetails{*std::move(client), std::move(secrets)};
  });
}

Outcome<RegisteredClient> update_client(const Operator& who, const ClientId& client_id,
                                        JsonView changes) {
  if (!changes.is_object()) return refused("metadata must be a JSON object");
  auto spare = make_secret(who, client_id, method_after(who, client_id, changes));
  bool secret_is_used = false;
  auto outcome = who.store.transact([&](store::Transaction& tx) -> Outcome<Client> {
    const auto before = find_client(tx, client_id);
    if (!before) return no_such_client(client_id);
    auto client = updated(*before, changes, who);
    if (!client) return client;
    if (auto refusal = unsignable(tx, *client)) return std::unexpected(*std::move(refusal));
    const auto used = align_secrets(tx, *client, spare, who.clock.now());
    if (!used) return std::unexpected(used.error());
    secret_is_used = *used;
    store::update_client_metadata(tx, client_id, client_metadata(*client).print(),
                                  client->updated_at);
    update_origins(tx, *client);
    record(tx, who, {.event = "client.updated", .client_id = client_id});
    return client;
  });
  if (!outcome) return std::unexpected(outcome.error());
  return RegisteredClient{*std::move(outcome), secret_is_used ? std::move(spare->clear) : Secret()};
}

Outcome<Client> disable_client(const Operator& who, const ClientId& client_id) {
  const Instant now = who.clock.now();
  return who.store.transact([&](store::Transaction& tx) -> Outcome<Client> {
    if (!store::find_client_row(tx, client_id)) return no_such_client(client_id);
    if (!store::disable_client_row(tx, client_id, now)) {
      return refused("client " + client_id.text() + " is disabled already");
    }
    // Enabling the client later must not bring back what it held.
    store::revoke_grants_of_client(tx, client_id, "client.disabled", now);
    record(tx, who, {.event = "client.disabled", .client_id = client_id});
    return *find_client(tx, client_id);
  });
}

Outcome<Client> enable_client(const Operator& who, const ClientId& client_id) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<Client> {
    if (!store::find_client_row(tx, client_id)) return no_such_client(client_id);
    if (!store::enable_client_row(tx, client_id, who.clock.now())) {
      return refused("client " + client_id.text() + " is enabled already");
    }
    record(tx, who, {.event = "client.enabled", .client_id = client_id});
    return *find_client(tx, client_id);
  });
}

Outcome<Client> delete_client(const Operator& who, const ClientId& client_id) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<Client> {
    auto client = find_client(tx, client_id);
    if (!client) return no_such_client(client_id);
    store::delete_client(tx, client_id);
    record(tx, who, {.event = "client.deleted", .client_id = client_id});
    return *std::move(client);
  });
}

}  // namespace lockspire::ops
