// Table resources: the APIs that access tokens can be for (RFC 8707).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct Resource {
  std::string identifier;  // an absolute URI; what stands in `aud`
  std::string scopes;      // space separated: the scopes that mean something there
  std::optional<std::string> token_format{};  // jwt or opaque; absent: the client's or the server's
  std::optional<std::int64_t> lifetime{};     // seconds of an access token for it
  Instant created_at;
  Instant updated_at;
};

// All of them, by identifier.
std::vector<Resource> list_resources(Reader& db);
std::optional<Resource> find_resource(Reader& db, std::string_view identifier);

// Adds it or replaces what it was; created_at of the first time stays.
void save_resource(Transaction& tx, const Resource& resource);

// False when there is none.
bool delete_resource(Transaction& tx, std::string_view identifier);

}  // namespace lockspire::store
