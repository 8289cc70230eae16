#include "store/statistics.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace lockspire::store {
namespace {

// Names of tables cannot be bound.
constexpr std::array<std::string_view, 16> kCounts{"SELECT count(*) FROM access_tokens",
                                                   "SELECT count(*) FROM audit_events",
                                                   "SELECT count(*) FROM authorization_codes",
                                                   "SELECT count(*) FROM client_secrets",
                                                   "SELECT count(*) FROM clients",
                                                   "SELECT count(*) FROM consents",
                                                   "SELECT count(*) FROM ended_sessions",
                                                   "SELECT count(*) FROM grants",
                                                   "SELECT count(*) FROM interactions",
                                                   "SELECT count(*) FROM refresh_tokens",
                                                   "SELECT count(*) FROM refusals",
                                                   "SELECT count(*) FROM remote_jwks",
                                                   "SELECT count(*) FROM resources",
                                                   "SELECT count(*) FROM signing_keys",
                                                   "SELECT count(*) FROM throttles",
                                                   "SELECT count(*) FROM used_jtis"};

constexpr std::array<std::string_view, 6> kExpired{
    "SELECT count(*) FROM access_tokens WHERE expires_at <= $1",
    "SELECT count(*) FROM ended_sessions WHERE expires_at <= $1",
    "SELECT count(*) FROM grants WHERE expires_at <= $1",
    "SELECT count(*) FROM interactions WHERE expires_at <= $1",
    "SELECT count(*) FROM throttles WHERE expires_at <= $1",
    "SELECT count(*) FROM used_jtis WHERE expires_at <= $1"};

constexpr std::string_view kLastWritten = R"sql(
  SELECT max(at) FROM (SELECT issued_at AS at FROM access_tokens
                        WHERE selector = (SELECT max(selector) FROM access_tokens)
                       UNION ALL
                       SELECT at FROM audit_events
                        WHERE event_id = (SELECT max(event_id) FROM audit_events)) AS newest)sql";

constexpr std::string_view kKeys =
    "SELECT alg, state, count(*) FROM signing_keys GROUP BY alg, state ORDER BY alg, state";

constexpr std::string_view kPages = R"sql(
  SELECT page_count.page_count * page_size.page_size, freelist_count.freelist_count * page_size.page_size,
         file.file
    FROM pragma_page_count AS page_count, pragma_page_size AS page_size,
         pragma_freelist_count AS freelist_count, pragma_database_list AS file
   WHERE file.name = 'main')sql";

std::int64_t size_of(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

std::vector<TableRows> count_rows(Reader& db) {
  std::vector<TableRows> counts;
  for (const std::string_view sql : kCounts) {
    Query row = db.query(sql);
    row.step();
    counts.push_back({sql.substr(sql.rfind(' ') + 1), row.integer(0)});
  }
  return counts;
}

std::vector<KeyCount> count_signing_keys(Reader& db) {
  std::vector<KeyCount> counts;
  Query row = db.query(kKeys);
  while (row.step()) counts.push_back({row.text(0), row.text(1), row.integer(2)});
  return counts;
}

DatabaseSize database_size(Reader& db) {
  Query row = db.query(kPages);
  if (!row.step()) throw StoreFault("store: the database has no size");
  return {.bytes = row.integer(0),
          .free_bytes = row.integer(1),
          .wal_bytes = size_of(row.text(2) + "-wal")};
}

std::vector<TableRows> count_expired(Reader& db, Instant now) {
  std::vector<TableRows> counts;
  for (const std::string_view sql : kExpired) {
    Query row = db.query(sql, now);
    row.step();
    constexpr std::string_view kBefore = "FROM ";
    const auto begin = sql.find(kBefore) + kBefore.size();
    const std::string_view table = sql.substr(begin, sql.find(' ', begin) - begin);
    if (row.integer(0) > 0) counts.push_back({table, row.integer(0)});
  }
  return counts;
}

std::optional<Instant> last_written(Reader& db) {
  Query row = db.query(kLastWritten);
  row.step();
  return row.optional_instant(0);
}

int migration_of(Reader& db) {
  Query row = db.query("SELECT user_version FROM pragma_user_version");
  row.step();
  return static_cast<int>(row.integer(0));
}

}  // namespace lockspire::store
