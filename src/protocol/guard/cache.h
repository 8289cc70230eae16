// What the guard found out within the last second, so that a token that comes again and again is
// looked up once. Admissions only: a refusal is made anew each time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/guard/admission.h"
#include "protocol/guard/route.h"

namespace lockspire::guard {

// Of a token and everything that the route asks of it; holds nothing that could be presented.
class CacheKey {
 public:
  CacheKey(std::string_view token, const RouteTable::Entry& entry);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Safe from several threads.
class AdmissionCache {
 public:
  // A revoked token must be dead a second later.
  static constexpr std::int64_t kMaxAgeMs = 1'000;

  // Holds at most `most` admissions, those that were asked for last.
  explicit AdmissionCache(std::size_t most = 4'096);

  // nullptr when there is none, when it is a second old, and when time made it untrue.
  [[nodiscard]] std::shared_ptr<const Admission> find(const CacheKey& key, std::int64_t now_ms);

  // `looked_at_ms`: before the database was read.
  void put(const CacheKey& key, std::shared_ptr<const Admission> admission,
           std::int64_t looked_at_ms);

  [[nodiscard]] std::size_t size();

 private:
  static constexpr std::size_t kShards = 16;

  struct Kept {
    std::shared_ptr<const Admission> admission;
    std::int64_t looked_at_ms = 0;

    [[nodiscard]] bool is_good(std::int64_t now_ms) const;
  };

  // The key is a digest already: any of its bytes spread well.
  struct Spread {
    std::size_t operator()(const std::string& bytes) const;
  };
  using Half = std::unordered_map<std::string, Kept, Spread>;

  // When the young half is full it becomes the old one, and what was old is forgotten.
  struct alignas(64) Shard {
    std::mutex mutex;
    Half young;
    Half old;
  };

  Shard& shard_of(const CacheKey& key);

  const std::size_t most_in_half_;
  std::array<Shard, kShards> shards_;
};

}  // namespace lockspire::guard
