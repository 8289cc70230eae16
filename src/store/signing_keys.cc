#include "store/signing_keys.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockspire::store {
namespace {

constexpr std::array kStates{
    std::pair{KeyState::kGenerated, std::string_view("generated")},
    std::pair{KeyState::kPublished, std::string_view("published")},
    std::pair{KeyState::kActive, std::string_view("active")},
    std::pair{KeyState::kRetiring, std::string_view("retiring")},
    std::pair{KeyState::kRetired, std::string_view("retired")},
};

KeyState state_named(const std::string& name) {
  const auto row = std::ranges::find(kStates, name, &decltype(kStates)::value_type::second);
  if (row == kStates.end()) throw StoreFault("signing_keys: a row has an unknown state");
  return row->first;
}

SigningKeyRow signing_key(const Query& row) {
  return {.kid = row.text(0),
          .alg = row.text(1),
          .state = state_named(row.text(2)),
          .public_jwk = row.text(3),
          .private_key = row.optional_text(4),
          .created_at = row.instant(5),
          .published_at = row.optional_instant(6),
          .activated_at = row.optional_instant(7),
          .retiring_at = row.optional_instant(8),
          .retired_at = row.optional_instant(9),
          .compromised_at = row.optional_instant(10)};
}

constexpr std::string_view kList = R"sql(
  SELECT kid, alg, state, public_jwk, private_key, created_at, published_at, activated_at,
         retiring_at, retired_at, compromised_at
    FROM signing_keys
   ORDER BY created_at, kid)sql";

constexpr std::string_view kFind = R"sql(
  SELECT kid, alg, state, public_jwk, private_key, created_at, published_at, activated_at,
         retiring_at, retired_at, compromised_at
    FROM signing_keys
   WHERE kid = $1)sql";

constexpr std::string_view kInsert = R"sql(
  INSERT INTO signing_keys (kid, alg, state, public_jwk, private_key, created_at, published_at,
                            activated_at, retiring_at, retired_at, compromised_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kUpdate = R"sql(
  UPDATE signing_keys
     SET state = $2, private_key = $3, published_at = $4, activated_at = $5, retiring_at = $6,
         retired_at = $7, compromised_at = $8
   WHERE kid = $1)sql";

}  // namespace

std::string_view state_name(KeyState state) {
  return std::ranges::find(kStates, state, &decltype(kStates)::value_type::first)->second;
}

std::string sealing_purpose(std::string_view kid) {
  return "signing_key:" + std::string(kid);
}

std::vector<SigningKeyRow> list_signing_keys(Reader& db) {
  std::vector<SigningKeyRow> rows;
  Query row = db.query(kList);
  while (row.step()) rows.push_back(signing_key(row));
  return rows;
}

std::optional<SigningKeyRow> find_signing_key(Reader& db, std::string_view kid) {
  Query row = db.query(kFind, kid);
  if (!row.step()) return std::nullopt;
  return signing_key(row);
}

void insert_signing_key(Transaction& tx, const SigningKeyRow& row) {
  tx.execute(kInsert, row.kid, row.alg, state_name(row.state), row.public_jwk, row.private_key,
             row.created_at, row.published_at, row.activated_at, row.retiring_at, row.retired_at,
             row.compromised_at);
}

void update_signing_key(Transaction& tx, const SigningKeyRow& row) {
  tx.execute(kUpdate, row.kid, state_name(row.state), row.private_key, row.published_at,
             row.activated_at, row.retiring_at, row.retired_at, row.compromised_at);
}

}  // namespace lockspire::store
