#include "programs/meter.h"

#include <algorithm>
#include <utility>

#include "store/counters.h"

namespace lockspire::programs {

Meter::Meter(std::string program, Counters& counters, store::Store& store)
    : program_("program=\"" + std::move(program) + "\""), counters_(counters), store_(store) {}

void Meter::flush() {
  collect();
  const store::WriterCounts now = store_.counts();
  // The meter's own note is a write, too, and must not be the reason for the next.
  const bool only_own =
      now.writes - written_.writes <= 1 && now.queue_depth == written_.queue_depth &&
      now.failed_batches == written_.failed_batches && now.dropped_notes == written_.dropped_notes;
  if (pending_.empty() && only_own) return;
  collect_writes(now);
  const auto depth = static_cast<std::int64_t>(now.queue_depth);
  const bool queued =
      store_.note([changes = pending_, depth, program = program_](store::Transaction& tx) {
        for (const Change& change : changes) {
          store::add_to_counter(tx, {change.name, change.labels}, change.amount);
        }
        store::set_counter(tx, {"lockspire_write_queue_depth", program}, depth);
      });
  if (queued) pending_.clear();
}

void Meter::collect() {
  for (const Counters::Count& count : counters_.take()) {
    add(std::string(count.name),
        program_ + "," + std::string(count.label) + "=\"" + count.value + "\"", count.amount);
  }
}

void Meter::collect_writes(const store::WriterCounts& now) {
  const store::WriterCounts before = std::exchange(written_, now);
  add("lockspire_commit_batch_size_sum", program_, now.writes - before.writes);
  add("lockspire_commit_batch_size_count", program_, now.batches - before.batches);
  add("lockspire_commit_seconds_sum", program_,
      now.commit_microseconds - before.commit_microseconds);
  add("lockspire_commit_seconds_count", program_, now.batches - before.batches);
  add("lockspire_commits_failed_total", program_, now.failed_batches - before.failed_batches);
  add("lockspire_notes_dropped_total", program_, now.dropped_notes - before.dropped_notes);
}

void Meter::add(std::string name, std::string labels, std::uint64_t amount) {
  if (amount == 0) return;
  const auto found = std::ranges::find_if(pending_, [&](const Change& change) {
    return change.name == name && change.labels == labels;
  });
  if (found != pending_.end()) {
    found->amount += static_cast<std::int64_t>(amount);
    return;
  }
  pending_.push_back({std::move(name), std::move(labels), static_cast<std::int64_t>(amount)});
}

}  // namespace lockspire::programs
