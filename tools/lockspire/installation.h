// Configuration and database, opened for one verb.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "ops/config.h"
#include "ops/operator.h"
#include "store/store.h"
#include "tools/lockspire/command.h"

namespace lockspire::cli {

// Ends the verb: the words go to standard error.
class Failure : public std::runtime_error {
 public:
  Failure(Exit code, const std::string& words) : std::runtime_error(words), code_(code) {}
  [[nodiscard]] Exit code() const { return code_; }

 private:
  Exit code_;
};

// Throws Failure(kConfiguration).
ops::Config config_of(const Call& call);
SealingKeys sealing_keys_of(const ops::Config& config);
// nullopt when none is configured.
std::optional<SealingKeys> client_secret_keys_of(const ops::Config& config);
host::SessionRules session_rules_of(const ops::Config& config);

// --actor, else who called sudo, else the login name.
std::string actor_of(const Call& call);

class Installation {
 public:
  explicit Installation(const Call& call);
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  [[nodiscard]] const ops::Config& config() const { return config_; }
  [[nodiscard]] const ops::Operator& who() const { return who_; }

 private:
  ops::Config config_;
  SystemClock clock_;
  SystemRandom random_;
  store::Store store_;
  ops::Operator who_;
};

// With the time when it may be tried again, if there is one.
Failure failure_of(const ops::Refusal& refusal);

// The value, or a Failure with the code of the refusal.
template <typename T>
T value_or_fail(ops::Outcome<T> outcome) {
  if (outcome) return *std::move(outcome);
  throw failure_of(outcome.error());
}

// A file, or standard input for `-`. Throws Failure(kUsage).
std::string read_input(const std::string& file);

// Numbers and durations from the command line. Throw Failure(kUsage) naming the option.
int positive_number(const Call& call, std::string_view name, int standard);
Seconds duration(const Call& call, std::string_view name, Seconds standard);
// A time: seconds since 1970, a date or time in UTC (2026-05-01, 2026-05-01T12:00:00Z), or a span
// before now (2h).
std::optional<Instant> point_in_time(const Call& call, std::string_view name, Instant now);

}  // namespace lockspire::cli
