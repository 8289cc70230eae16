#include "store/client_deletion.h"

#include <array>
#include <string_view>

namespace lockspire::store {
namespace {

// Children before parents.
constexpr std::array<std::string_view, 8> kDeletions{
    R"sql(DELETE FROM authorization_codes
           WHERE grant_id IN (SELECT grant_id FROM grants WHERE client_id = $1))sql",
    R"sql(DELETE FROM refresh_tokens
           WHERE grant_id IN (SELECT grant_id FROM grants WHERE client_id = $1))sql",
    "DELETE FROM access_tokens WHERE client_id = $1",
    "DELETE FROM grants WHERE client_id = $1",
    "DELETE FROM consents WHERE client_id = $1",
    "DELETE FROM interactions WHERE client_id = $1",
    "DELETE FROM client_origins WHERE client_id = $1",
    "DELETE FROM client_secrets WHERE client_id = $1",
};

}  // namespace

bool delete_client(Transaction& tx, const ClientId& client_id) {
  if (tx.execute("DELETE FROM clients WHERE client_id = $1", client_id) == 0) return false;
  for (const std::string_view sql : kDeletions) tx.execute(sql, client_id);
  return true;
}

}  // namespace lockspire::store
