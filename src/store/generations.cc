#include "store/generations.h"

#include <string>

namespace lockspire::store {
namespace {

constexpr std::string_view kFind = "SELECT value FROM generations WHERE name = $1";
constexpr std::string_view kBump = "UPDATE generations SET value = value + 1 WHERE name = $1";

}  // namespace

std::int64_t generation_of(Reader& db, std::string_view name) {
  auto row = db.query(kFind, name);
  if (!row.step()) throw StoreFault("store: no generation of " + std::string(name));
  return row.integer(0);
}

void bump_generation(Transaction& tx, std::string_view name) {
  tx.execute(kBump, name);
}

}  // namespace lockspire::store
