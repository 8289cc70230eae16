#include "store/consents.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kFind = R"sql(
  SELECT sub, client_id, scopes, resources, claims, granted_at, updated_at
    FROM consents WHERE sub = $1 AND client_id = $2)sql";

constexpr std::string_view kList = R"sql(
  SELECT sub, client_id, scopes, resources, claims, granted_at, updated_at
    FROM consents
   WHERE ($1 IS NULL OR sub = $1) AND ($2 IS NULL OR client_id = $2)
   ORDER BY sub, client_id)sql";

constexpr std::string_view kSave = R"sql(
  INSERT INTO consents (sub, client_id, scopes, resources, claims, granted_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (sub, client_id) DO UPDATE
     SET scopes = excluded.scopes, resources = excluded.resources, claims = excluded.claims,
         updated_at = excluded.updated_at)sql";

constexpr std::string_view kDelete = "DELETE FROM consents WHERE sub = $1 AND client_id = $2";

Consent consent_in(const Query& row) {
  return Consent{.sub = Subject(row.text(0)),
                 .client_id = ClientId(row.text(1)),
                 .scopes = row.text(2),
                 .resources = row.text(3),
                 .claims = row.text(4),
                 .granted_at = row.instant(5),
                 .updated_at = row.instant(6)};
}

}  // namespace

std::optional<Consent> find_consent(Reader& db, const Subject& sub, const ClientId& client_id) {
  auto row = db.query(kFind, sub, client_id);
  if (!row.step()) return std::nullopt;
  return consent_in(row);
}

std::vector<Consent> list_consents(Reader& db, const std::optional<Subject>& sub,
                                   const std::optional<ClientId>& client_id) {
  std::vector<Consent> consents;
  auto row = db.query(kList, sub, client_id);
  while (row.step()) consents.push_back(consent_in(row));
  return consents;
}

void save_consent(Transaction& tx, const Consent& consent) {
  tx.execute(kSave, consent.sub, consent.client_id, consent.scopes, consent.resources,
             consent.claims, consent.granted_at, consent.updated_at);
}

bool delete_consent(Transaction& tx, const Subject& sub, const ClientId& client_id) {
  return tx.execute(kDelete, sub, client_id) == 1;
}

}  // namespace lockspire::store
