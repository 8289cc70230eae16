#include "ops/reseal.h"

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/client_secrets.h"
#include "store/generations.h"
#include "store/signing_keys.h"

namespace lockspire::ops {
namespace {

// What the newest key does not open yet, opened and sealed anew.
struct Renewed {
  std::vector<store::SigningKeyRow> signing_keys;
  std::vector<store::SealedClientSecret> client_secrets;
};

// nullopt when no key opens it.
std::optional<std::string> sealed_anew(const Operator& who, const SealingKeys& keys,
                                       const std::string& purpose, const std::string& sealed) {
  const auto clear = unseal(keys, purpose, sealed);
  if (!clear) return std::nullopt;
  return seal(keys.newest, purpose, *clear, who.random);
}

std::unexpected<Refusal> unopened(const std::string& what, const std::string& setting) {
  return refused("no sealing key opens " + what + "; name its key file in " + setting);
}

Outcome<std::vector<store::SigningKeyRow>> renewed_signing_keys(store::Reader& db,
                                                                const Operator& who,
                                                                const SealingKeys& keys) {
  std::vector<store::SigningKeyRow> renewed;
  for (store::SigningKeyRow& row : store::list_signing_keys(db)) {
    if (!row.private_key || sealed_with(*row.private_key) == keys.newest.name) continue;
    auto sealed = sealed_anew(who, keys, store::sealing_purpose(row.kid), *row.private_key);
    if (!sealed) return unopened("signing key " + row.kid, "previous_sealing_key_files");
    row.private_key = *std::move(sealed);
    renewed.push_back(std::move(row));
  }
  return renewed;
}

Outcome<std::vector<store::SealedClientSecret>> renewed_client_secrets(store::Reader& db,
                                                                       const Operator& who,
                                                                       const SealingKeys& keys) {
  std::vector<store::SealedClientSecret> renewed;
  for (store::SealedClientSecret& row : store::list_sealed_client_secrets(db)) {
    if (sealed_with(row.sealed) == keys.newest.name) continue;
    auto sealed = sealed_anew(who, keys, store::client_secret_purpose(row.client_id, row.secret_id),
                              row.sealed);
    if (!sealed) {
      return unopened("a secret of client " + row.client_id.text(),
                      "previous_client_secret_key_files");
    }
    row.sealed = *std::move(sealed);
    renewed.push_back(std::move(row));
  }
  return renewed;
}

Outcome<Renewed> renew(store::Reader& db, const Operator& who, const SealingKeys& sealing_keys,
                       const SealingKeys* client_secret_keys) {
  Renewed renewed;
  TRY_ASSIGN(renewed.signing_keys, renewed_signing_keys(db, who, sealing_keys));
  if (client_secret_keys == nullptr) return renewed;
  TRY_ASSIGN(renewed.client_secrets, renewed_client_secrets(db, who, *client_secret_keys));
  return renewed;
}

}  // namespace

Outcome<Resealed> reseal(const Operator& who, const SealingKeys& sealing_keys,
                         const SealingKeys* client_secret_keys) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<Resealed> {
    const auto renewed = renew(tx, who, sealing_keys, client_secret_keys);
    if (!renewed) return std::unexpected(renewed.error());
    for (const auto& row : renewed->signing_keys) store::update_signing_key(tx, row);
    for (const auto& row : renewed->client_secrets) store::replace_sealed_client_secret(tx, row);
    const Resealed resealed{.signing_keys = std::ssize(renewed->signing_keys),
                            .client_secrets = std::ssize(renewed->client_secrets)};
    store::bump_generation(tx, store::kSigningKeysGeneration);
    record(tx, who,
           {.event = "key.resealed",
            .detail = "signing keys: " + std::to_string(resealed.signing_keys) +
                      ", client secrets: " + std::to_string(resealed.client_secrets)});
    return resealed;
  });
}

}  // namespace lockspire::ops
