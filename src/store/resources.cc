#include "store/resources.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kList = R"sql(
  SELECT identifier, scopes, token_format, lifetime, created_at, updated_at
    FROM resources ORDER BY identifier)sql";

constexpr std::string_view kFind = R"sql(
  SELECT identifier, scopes, token_format, lifetime, created_at, updated_at
    FROM resources WHERE identifier = $1)sql";

constexpr std::string_view kSave = R"sql(
  INSERT INTO resources (identifier, scopes, token_format, lifetime, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (identifier) DO UPDATE
     SET scopes = excluded.scopes, token_format = excluded.token_format,
         lifetime = excluded.lifetime, updated_at = excluded.updated_at)sql";

constexpr std::string_view kDelete = "DELETE FROM resources WHERE identifier = $1";

Resource resource_in(const Query& row) {
  return Resource{.identifier = row.text(0),
                  .scopes = row.text(1),
                  .token_format = row.optional_text(2),
                  .lifetime = row.optional_integer(3),
                  .created_at = row.instant(4),
                  .updated_at = row.instant(5)};
}

}  // namespace

std::vector<Resource> list_resources(Reader& db) {
  std::vector<Resource> resources;
  auto row = db.query(kList);
  while (row.step()) resources.push_back(resource_in(row));
  return resources;
}

std::optional<Resource> find_resource(Reader& db, std::string_view identifier) {
  auto row = db.query(kFind, identifier);
  if (!row.step()) return std::nullopt;
  return resource_in(row);
}

void save_resource(Transaction& tx, const Resource& resource) {
  tx.execute(kSave, resource.identifier, resource.scopes, resource.token_format, resource.lifetime,
             resource.created_at, resource.updated_at);
}

bool delete_resource(Transaction& tx, std::string_view identifier) {
  return tx.execute(kDelete, identifier) == 1;
}

}  // namespace lockspire::store
