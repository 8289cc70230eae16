#include "store/free_pages.h"

#include <algorithm>
#include <cstdint>

namespace lockspire::store {
namespace {

// A megabyte, and a quarter of what is in use: fewer would only be asked for again.
constexpr std::int64_t kKeptPages = 256;
constexpr std::int64_t kKeptShare = 4;

// Each is read and written once more: a millisecond or two for all of them.
constexpr const char* kGiveBack = "PRAGMA incremental_vacuum(256)";

std::int64_t number(Reader& db, std::string_view pragma) {
  Query query = db.query(pragma);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t free_pages(Reader& db) {
  return number(db, "PRAGMA freelist_count");
}

bool is_shrinkable(Reader& db) {
  constexpr std::int64_t kIncremental = 2;
  return number(db, "PRAGMA auto_vacuum") == kIncremental;
}

}  // namespace

void make_shrinkable(Connection& connection) {
  connection.execute("PRAGMA auto_vacuum = INCREMENTAL");
}

bool too_many_free_pages(Reader& db) {
  const std::int64_t free = free_pages(db);
  if (free <= kKeptPages) return false;
  const std::int64_t used = number(db, "PRAGMA page_count") - free;
  return free > kKeptPages + used / kKeptShare && is_shrinkable(db);
}

bool give_back_pages(Transaction& tx) {
  if (!too_many_free_pages(tx)) return false;
  tx.execute(kGiveBack);
  return too_many_free_pages(tx);
}

}  // namespace lockspire::store
