#include "ops/database.h"

#include <filesystem>

#include "store/backup.h"

namespace lockspire::ops {
namespace {

constexpr int kRowsAtOnce = 1'000;

void add(store::PruneResult& sum, const store::PruneResult& part) {
  sum.interactions += part.interactions;
  sum.access_tokens += part.access_tokens;
  sum.grants += part.grants;
  sum.refresh_tokens += part.refresh_tokens;
  sum.client_secrets += part.client_secrets;
  sum.audit_events += part.audit_events;
}

std::string words(const store::PruneResult& sum) {
  return std::to_string(sum.interactions) + " interactions, " + std::to_string(sum.access_tokens) +
         " access tokens, " + std::to_string(sum.grants) + " grants, " +
         std::to_string(sum.refresh_tokens) + " refresh tokens, " +
         std::to_string(sum.client_secrets) + " client secrets, " +
         std::to_string(sum.audit_events) + " audit events";
}

}  // namespace

store::PruneResult prune(const Operator& who) {
  const Instant now = who.clock.now();
  store::PruneResult sum;
  bool more = true;
  while (more) {
    const auto part = who.store.transact(
        [&](store::Transaction& tx) { return store::prune_now(tx, now, kRowsAtOnce); });
    add(sum, part);
    more = part.more;
  }
  who.store.transact([&](store::Transaction& tx) {
    record(tx, who, {.event = "database.pruned", .detail = words(sum)});
    return true;
  });
  return sum;
}

void record_migration(const Operator& who, const std::vector<std::string>& names) {
  std::string detail;
  for (const std::string& name : names) detail += (detail.empty() ? "" : " ") + name;
  who.store.transact([&](store::Transaction& tx) {
    record(tx, who, {.event = "database.migrated", .detail = detail});
    return true;
  });
}

Outcome<std::string> back_up(const std::string& database, const std::string& target) {
  if (std::filesystem::exists(std::filesystem::symlink_status(target))) {
    return refused(target + " exists");
  }
  store::back_up(database, target);
  return target;
}

}  // namespace lockspire::ops
