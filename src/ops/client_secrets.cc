#include "ops/client_secrets.h"

#include <algorithm>
#include <utility>

#include "base/base64url.h"
#include "base/opaque.h"
#include "base/result.h"

namespace lockspire::ops {
namespace {

constexpr std::size_t kSecretIdBytes = 6;
constexpr std::size_t kSecretBytes = 32;

// Whether the client has one that its method can be checked with.
bool has_live_secret(store::Reader& db, const Client& client, Instant now) {
  const bool sealed = client.auth_method == ClientAuthMethod::kClientSecretJwt;
  const auto secrets = store::list_client_secrets(db, client.client_id);
  return std::ranges::any_of(secrets, [&](const store::ClientSecret& secret) {
    return secret.is_live(now) && (secret.sealed_secret || !sealed);
  });
}

Outcome<SealingKey> sealing_key(const Operator& who) {
  if (!who.client_secret_key) {
    return refused("client_secret_jwt needs client_secret_key_file, which is not configured");
  }
  auto key = who.client_secret_key();
  if (!key) return refused(key.error());
  return *std::move(key);
}

// Whether a secret that was made for one method is one for the client's.
bool is_fit(const NewSecret& secret, ClientAuthMethod method) {
  return secret.row.sealed_secret.has_value() == (method == ClientAuthMethod::kClientSecretJwt);
}

std::unexpected<Refusal> changed_meanwhile() {
  return refused("the client was changed meanwhile; try again");
}

}  // namespace

Outcome<NewSecret> make_secret(const Operator& who, const ClientId& client_id,
                               ClientAuthMethod method) {
  // RFC 6749 10.10: 256 bits cannot be guessed.
  Secret clear(base64url(who.random.bytes(kSecretBytes)));
  store::ClientSecret row{.client_id = client_id,
                          .secret_id = base64url(who.random.bytes(kSecretIdBytes)),
                          .secret_hash = hash_of(clear.reveal()),
                          .created_at = who.clock.now(),
                          .expires_at = std::nullopt};
  if (method == ClientAuthMethod::kClientSecretJwt) {
    TRY_ASSIGN(const SealingKey key, sealing_key(who));
    row.sealed_secret =
        seal(key, store::client_secret_purpose(client_id, row.secret_id), clear, who.random);
  }
  return NewSecret{std::move(clear), std::move(row)};
}

Outcome<bool> align_secrets(store::Transaction& tx, const Client& client,
                            const Outcome<NewSecret>& spare, Instant now) {
  if (!is_by_secret(client.auth_method)) {
    store::delete_client_secrets(tx, client.client_id);
    return false;
  }
  // A refusal commits, so it comes before the first change.
  const bool needed = !has_live_secret(tx, client, now);
  if (needed && !spare) return std::unexpected(spare.error());
  if (needed && !is_fit(*spare, client.auth_method)) return changed_meanwhile();
  if (client.auth_method == ClientAuthMethod::kClientSecretJwt) {
    store::delete_unsealed_client_secrets(tx, client.client_id);
  } else {
    store::forget_sealed_client_secrets(tx, client.client_id);
  }
  if (needed) store::insert_client_secret(tx, spare->row);
  return needed;
}

Outcome<RegisteredClient> rotate_client_secret(const Operator& who, const ClientId& client_id,
                                               Seconds overlap) {
  const auto before = who.store.read([&](store::Reader& db) { return find_client(db, client_id); });
  if (!before) return not_found("there is no client " + client_id.text());
  if (!is_by_secret(before->auth_method)) {
    return refused("client " + client_id.text() + " has no secret: its method is " +
                   std::string(wire_name(before->auth_method)));
  }
  TRY_ASSIGN(NewSecret secret, make_secret(who, client_id, before->auth_method));
  const Instant now = who.clock.now();
  auto outcome = who.store.transact([&](store::Transaction& tx) -> Outcome<Client> {
    auto client = find_client(tx, client_id);
    if (!client || client->auth_method != before->auth_method) return changed_meanwhile();
    store::delete_expired_client_secrets(tx, client_id, now);
    // A rotation that is still overlapping ends with the next one.
    const bool overlapping = store::list_client_secrets(tx, client_id).size() > 1;
    if (overlap.count() > 0 && overlapping) {
      return refused("two secrets are live already; rotate without --overlap to end them");
    }
    store::expire_client_secrets(tx, client_id, now + overlap);
    store::delete_expired_client_secrets(tx, client_id, now);
    store::insert_client_secret(tx, secret.row);
    record(tx, who, {.event = "client.secret_rotated", .client_id = client_id});
    return *std::move(client);
  });
  if (!outcome) return std::unexpected(outcome.error());
  return RegisteredClient{*std::move(outcome), std::move(secret.clear)};
}

}  // namespace lockspire::ops
