#include "ops/resources.h"

#include <algorithm>

#include "base/uri.h"
#include "ops/config_values.h"
#include "protocol/client.h"
#include "protocol/resource.h"

namespace lockspire::ops {
namespace {

constexpr std::size_t kLongestIdentifier = 2'000;
constexpr Seconds kLongestLifetime{30 * 86'400};

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

// RFC 8707 2: an absolute URI without a fragment; ours name a host that TLS proves.
std::optional<std::string> problem_of(const std::string& identifier, const Policy& policy) {
  const auto uri = parse_uri(identifier);
  if (!uri || !uri->has_authority || uri->host.empty()) return "must be an absolute https URI";
  const bool secure =
      uri->scheme == "https" || (uri->scheme == "http" && is_loopback_host(uri->host));
  if (!secure) return "must be https; http is for localhost, 127.0.0.1 and [::1] only";
  if (uri->has_fragment) return "must not have a fragment";
  if (uri->has_userinfo) return "must not have a user";
  if (uri->has_query) return "must not have a query";
  if (identifier.size() > kLongestIdentifier) return "must be at most 2000 characters";
  if (is_same_resource(identifier, policy.issuer)) return "is the issuer, which needs no entry";
  return std::nullopt;
}

std::optional<store::Resource> find_same(store::Reader& db, const std::string& identifier) {
  auto rows = store::list_resources(db);
  const auto row = std::ranges::find_if(rows, [&](const store::Resource& resource) {
    return is_same_resource(resource.identifier, identifier);
  });
  if (row == rows.end()) return std::nullopt;
  return *std::move(row);
}

Outcome<Done> check(const NewResource& resource, const Policy& policy) {
  if (const auto problem = problem_of(resource.identifier, policy)) {
    return refused(quoted(resource.identifier) + " " + *problem);
  }
  for (const std::string& scope : resource.scopes) {
    if (policy.scopes.contains(scope)) continue;
    return refused("scope " + quoted(scope) + " is unknown; add it to [scopes] first");
  }
  if (resource.lifetime &&
      (*resource.lifetime < Seconds(1) || *resource.lifetime > kLongestLifetime)) {
    return refused("the lifetime must be from 1s to 30d");
  }
  return Done{};
}

store::Resource row_of(const NewResource& resource, Instant now) {
  store::Resource row{.identifier = resource.identifier,
                      .scopes = join_words(resource.scopes),
                      .created_at = now,
                      .updated_at = now};
  if (resource.token_format) row.token_format = wire_name(*resource.token_format);
  if (resource.lifetime) row.lifetime = resource.lifetime->count();
  return row;
}

std::unexpected<Refusal> unknown(const std::string& identifier) {
  return not_found("there is no resource " + identifier);
}

}  // namespace

Outcome<store::Resource> add_resource(const Operator& who, const NewResource& resource) {
  TRY(check(resource, who.policy));
  store::Resource row = row_of(resource, who.clock.now());
  return who.store.transact([&](store::Transaction& tx) -> Outcome<store::Resource> {
    const auto before = find_same(tx, row.identifier);
    if (before && before->identifier != row.identifier) {
      return refused("it is registered as " + before->identifier);
    }
    if (before) row.created_at = before->created_at;
    store::save_resource(tx, row);
    record(tx, who,
           {.event = before ? "resource.replaced" : "resource.added", .detail = row.identifier});
    return row;
  });
}

std::vector<store::Resource> list_resources(const Operator& who) {
  return who.store.read([](store::Reader& db) { return store::list_resources(db); });
}

Outcome<store::Resource> show_resource(const Operator& who, const std::string& identifier) {
  auto row = who.store.read([&](store::Reader& db) { return find_same(db, identifier); });
  if (!row) return unknown(identifier);
  return *std::move(row);
}

Outcome<store::Resource> remove_resource(const Operator& who, const std::string& identifier) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<store::Resource> {
    auto row = find_same(tx, identifier);
    if (!row) return unknown(identifier);
    store::delete_resource(tx, row->identifier);
    record(tx, who, {.event = "resource.removed", .detail = row->identifier});
    return *std::move(row);
  });
}

}  // namespace lockspire::ops
