#include <algorithm>
#include <array>
#include <utility>

#include "ops/doctor/checks.h"
#include "store/integrity.h"

namespace lockspire::ops {
namespace {

constexpr std::int64_t kMegabyte = 1'048'576;
constexpr std::int64_t kLargeWal = 64 * kMegabyte;
constexpr std::int64_t kManyRows = 10'000;
constexpr std::size_t kMostReasons = 10;
constexpr std::string_view kRestore =
    "stop the programs, lockspire backup what can still be read, put your last backup in its place";

std::string lines_of(const std::vector<std::string>& lines, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
    out += (out.empty() ? "" : "\n") + lines[i];
  }
  return out;
}

}  // namespace

Findings check_integrity(store::Store& store, bool full) {
  try {
    for (const auto thoroughness : {store::Thoroughness::kQuick, store::Thoroughness::kFull}) {
      if (thoroughness == store::Thoroughness::kFull && !full) break;
      const auto problems = store.read(
          [&](store::Reader& db) { return store::integrity_problems(db, thoroughness); });
      if (problems.empty()) continue;
      return {error("database.damaged", "the database is damaged", lines_of(problems, 10),
                    std::string(kRestore))};
    }
  } catch (const store::StoreFault& fault) {
    return {error("database.damaged", "the database cannot be read", fault.what(),
                  std::string(kRestore))};
  }
  return {ok("database.whole", full ? "the database is whole, to the last index"
                                    : "the database is whole (looked at quickly)")};
}

Findings check_rows(const store::DatabaseSize& size, const std::vector<store::TableRows>& expired) {
  Findings out;
  std::int64_t rows = 0;
  std::string detail;
  for (const store::TableRows& table : expired) {
    rows += table.rows;
    detail += (detail.empty() ? "" : ", ") + std::to_string(table.rows) + " in " +
              std::string(table.table);
  }
  if (rows > kManyRows) {
    out.push_back(warning("database.rows_waiting", "expired rows wait to be deleted", detail,
                          "lockspire prune"));
  } else {
    out.push_back(ok("database.rows_waiting", "expired rows are deleted", detail));
  }
  const std::string wal = std::to_string(size.wal_bytes / kMegabyte) + " MiB beside " +
                          std::to_string(size.bytes / kMegabyte) + " MiB";
  if (size.wal_bytes > kLargeWal) {
    out.push_back(warning("database.wal_large", "the write-ahead log is large", wal,
                          "something reads for very long: lsof the database, then systemctl "
                          "restart 'lockspire-*.service'"));
  } else {
    out.push_back(ok("database.wal_large", "the write-ahead log is small", wal));
  }
  return out;
}

Findings check_refusals(const std::vector<store::RefusalCount>& refusals) {
  if (refusals.empty()) return {ok("refusals.none", "nothing was refused in the last day")};
  std::int64_t all = 0;
  std::vector<std::string> lines;
  for (const store::RefusalCount& count : refusals) {
    all += count.times;
    lines.push_back(std::to_string(count.times) + " " + count.reason);
  }
  std::string detail = lines_of(lines, kMostReasons);
  if (lines.size() > kMostReasons) {
    detail += "\nand " + std::to_string(lines.size() - kMostReasons) + " reasons more";
  }
  return {ok("refusals.last",
             std::to_string(all) + " refusals in the last day; lockspire explain "
                                   "REASON says what one means",
             detail)};
}

}  // namespace lockspire::ops
