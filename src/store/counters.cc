#include "store/counters.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kAdd = R"sql(
  INSERT INTO counters (name, labels, value) VALUES ($1, $2, $3)
  ON CONFLICT (name, labels) DO UPDATE SET value = counters.value + excluded.value
  RETURNING value)sql";

constexpr std::string_view kSet = R"sql(
  INSERT INTO counters (name, labels, value) VALUES ($1, $2, $3)
  ON CONFLICT (name, labels) DO UPDATE SET value = excluded.value)sql";

constexpr std::string_view kList = "SELECT name, labels, value FROM counters ORDER BY name, labels";

}  // namespace

std::int64_t add_to_counter(Transaction& tx, const CounterName& counter, std::int64_t amount) {
  Query row = tx.query(kAdd, counter.name, counter.labels, amount);
  if (!row.step()) throw StoreFault("store: a counter was not counted");
  return row.integer(0);
}

void set_counter(Transaction& tx, const CounterName& counter, std::int64_t value) {
  tx.execute(kSet, counter.name, counter.labels, value);
}

std::vector<Counter> list_counters(Reader& db) {
  std::vector<Counter> counters;
  Query row = db.query(kList);
  while (row.step()) counters.push_back({row.text(0), row.text(1), row.integer(2)});
  return counters;
}

}  // namespace lockspire::store
