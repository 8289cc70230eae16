#include "protocol/metrics.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "store/counters.h"
#include "store/statistics.h"

namespace lockspire {
namespace {

struct Metric {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  // What is kept as microseconds is shown in seconds.
  bool is_time = false;
};

// The counters that programs write. What is not here is not shown.
constexpr std::array kCounted{
    Metric{"lockspire_requests_total", "counter", "Requests that were answered, by status."},
    Metric{"lockspire_refusals_total", "counter",
           "Refusals by reason; lockspire explain tells what each means."},
    Metric{"lockspire_refusals_recorded_total", "counter",
           "Refusals that were written to the ring that lockspire explain reads."},
    Metric{"lockspire_tokens_issued_total", "counter",
           "Token responses that were issued, by grant type."},
    Metric{"lockspire_notes_dropped_total", "counter",
           "Refusals and counts that were not written, because the writer had much to do or the "
           "database did not answer."},
    Metric{"lockspire_commits_failed_total", "counter", "Batches of writes that did not commit."},
    Metric{"lockspire_commit_batch_size", "summary", "Writes that shared a commit."},
    Metric{"lockspire_commit_seconds", "summary", "Time from having the gate to the end of COMMIT.",
           true},
    Metric{"lockspire_write_queue_depth", "gauge", "Writes that waited when it was last looked."},
};

std::string seconds(std::int64_t microseconds) {
  std::string fraction = std::to_string(microseconds % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(microseconds / 1'000'000) + "." + fraction;
}

// Labels come from the source and from algorithm names; quotes and the like are escaped all the
// same.
std::string label(std::string_view name, std::string_view value) {
  std::string out = std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '"';
}

class Text {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n";
    text_ += "# TYPE " + std::string(name) + " " + std::string(type) + "\n";
  }
  void add(std::string_view name, std::string_view labels, const std::string& value) {
    text_ += name;
    if (!labels.empty()) text_ += "{" + std::string(labels) + "}";
    text_ += " " + value + "\n";
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

bool belongs(const Metric& metric, std::string_view name) {
  if (metric.type != "summary") return name == metric.name;
  if (!name.starts_with(metric.name)) return false;
  name.remove_prefix(metric.name.size());
  return name == "_sum" || name == "_count";
}

void add_counted(Text& text, store::Reader& db) {
  const auto counters = store::list_counters(db);
  for (const Metric& metric : kCounted) {
    text.begin(metric.name, metric.type, metric.help);
    for (const store::Counter& counter : counters) {
      if (!belongs(metric, counter.name)) continue;
      const bool in_seconds = metric.is_time && counter.name.ends_with("_sum");
      text.add(counter.name, counter.labels,
               in_seconds ? seconds(counter.value) : std::to_string(counter.value));
    }
  }
}

void add_one(Text& text, std::string_view name, std::string_view help, std::int64_t value) {
  text.begin(name, "gauge", help);
  text.add(name, "", std::to_string(value));
}

void add_measured(Text& text, store::Reader& db) {
  text.begin("lockspire_rows", "gauge", "Rows of each table.");
  for (const auto& [table, rows] : store::count_rows(db)) {
    text.add("lockspire_rows", label("table", table), std::to_string(rows));
  }
  const store::DatabaseSize size = store::database_size(db);
  add_one(text, "lockspire_database_bytes", "Size of the database.", size.bytes);
  add_one(text, "lockspire_database_free_bytes", "Of that, in pages that nothing uses.",
          size.free_bytes);
  add_one(text, "lockspire_wal_bytes", "Size of the write-ahead log.", size.wal_bytes);
  text.begin("lockspire_signing_keys", "gauge", "Signing keys by algorithm and state.");
  for (const auto& key : store::count_signing_keys(db)) {
    text.add("lockspire_signing_keys", label("alg", key.alg) + "," + label("state", key.state),
             std::to_string(key.keys));
  }
  add_one(text, "lockspire_schema_version", "Number of the last migration.",
          store::migration_of(db));
}

}  // namespace

std::string metrics_text(store::Reader& db) {
  Text text;
  add_counted(text, db);
  add_measured(text, db);
  return text.take();
}

}  // namespace lockspire
