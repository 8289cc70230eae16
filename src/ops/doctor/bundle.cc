// What may leave the machine, by name. Everything else stays.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <sys/utsname.h>

#include "base/json.h"
#include "ops/config_keys.h"
#include "ops/doctor/doctor.h"
#include "ops/doctor/tar.h"
#include "store/refusals.h"
#include "store/signing_keys.h"
#include "store/statistics.h"

namespace lockspire::ops {
namespace {

// Sections whose values are durations, switches and numbers.
constexpr std::array<std::string_view, 5> kOpenSections{"tokens", "interactions", "metadata",
                                                        "workers", "log"};
constexpr std::array<std::string_view, 3> kOpenKeys{
    "session.max_lifetime", "session.silent_refresh", "session.end_offline_access"};

bool is_open(const ConfigKey& key) {
  return std::ranges::find(kOpenSections, key.section) != kOpenSections.end() ||
         std::ranges::find(kOpenKeys, key.key()) != kOpenKeys.end();
}

Json settings_of(const Config& config) {
  Json json = Json::object();
  for (const ConfigKey& key : config_keys()) {
    if (is_open(key)) json.set(key.key(), key.show(config));
  }
  json.set("https", config.policy.secure);
  json.set("mount_parts", std::ranges::count(config.policy.mount, '/'));
  json.set("scopes", static_cast<std::int64_t>(config.policy.scopes.size()));
  json.set("session_secrets", static_cast<std::int64_t>(config.session_secrets.size()));
  json.set("previous_sealing_keys",
           static_cast<std::int64_t>(config.previous_sealing_key_files.size()));
  json.set("guard", !config.routes.empty());
  return json;
}

// Evidence and fixes have paths, names and lines of files: they stay.
Json findings_json(const Findings& findings) {
  Json items = Json::array();
  for (const Finding& finding : findings) {
    Json item = Json::object();
    item.set("code", finding.code).set("severity", severity_name(finding.severity));
    items.add(std::move(item));
  }
  return items;
}

Json keys_of(store::Reader& db) {
  Json items = Json::array();
  for (const store::SigningKeyRow& row : store::list_signing_keys(db)) {
    Json item = Json::object();
    item.set("alg", row.alg).set("state", store::state_name(row.state));
    item.set("created_at", to_unix(row.created_at));
    item.set("compromised", row.compromised_at.has_value());
    items.add(std::move(item));
  }
  return items;
}

Json database_of(store::Reader& db, Instant now) {
  const store::DatabaseSize size = store::database_size(db);
  Json json = Json::object();
  json.set("schema", std::int64_t{store::migration_of(db)});
  json.set("bytes", size.bytes).set("free_bytes", size.free_bytes);
  json.set("wal_bytes", size.wal_bytes);
  Json rows = Json::object();
  for (const store::TableRows& table : store::count_rows(db)) rows.set(table.table, table.rows);
  Json expired = Json::object();
  for (const store::TableRows& table : store::count_expired(db, now)) {
    expired.set(table.table, table.rows);
  }
  json.set("rows", std::move(rows)).set("expired", std::move(expired));
  return json;
}

// Reasons are names of ours.
Json refusals_of(store::Reader& db) {
  Json items = Json::array();
  for (const store::RefusalCount& count : store::refusals_by_reason(db, Instant{}, std::nullopt)) {
    Json item = Json::object();
    item.set("reason", count.reason).set("times", count.times);
    item.set("last", to_unix(count.last));
    items.add(std::move(item));
  }
  return items;
}

Json about(const std::string& version, Instant now) {
  Json json = Json::object();
  json.set("version", version).set("made_at", to_unix(now));
  struct utsname system{};
  if (::uname(&system) == 0) {
    json.set("system", system.sysname).set("release", system.release);
    json.set("machine", system.machine);
  }
  return json;
}

std::string page(const Json& json) {
  return json.pretty() + "\n";
}

}  // namespace

std::string make_bundle(const Config& config, store::Store& store, const Findings& findings,
                        const std::string& version, Instant now) {
  std::vector<ArchivedText> texts{{"lockspire/about.json", page(about(version, now))},
                                  {"lockspire/findings.json", page(findings_json(findings))},
                                  {"lockspire/settings.json", page(settings_of(config))}};
  store.read([&](store::Reader& db) {
    texts.push_back({"lockspire/keys.json", page(keys_of(db))});
    texts.push_back({"lockspire/database.json", page(database_of(db, now))});
    texts.push_back({"lockspire/refusals.json", page(refusals_of(db))});
    return true;
  });
  return make_tar(texts, now);
}

}  // namespace lockspire::ops
