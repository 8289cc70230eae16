#include "protocol/guard/cache.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/digest.h"

namespace lockspire::guard {

// The fingerprint has a fixed length, so no two pairs make one text.
CacheKey::CacheKey(std::string_view token, const RouteTable::Entry& entry)
    : bytes_(sha256(entry.fingerprint + std::string(token))) {}

std::size_t AdmissionCache::Spread::operator()(const std::string& bytes) const {
  std::size_t value = 0;
  std::memcpy(&value, bytes.data(), std::min(sizeof(value), bytes.size()));
  return value;
}

bool AdmissionCache::Kept::is_good(std::int64_t now_ms) const {
  // A clock that was set back makes everything old.
  const bool is_young = now_ms >= looked_at_ms && now_ms - looked_at_ms < kMaxAgeMs;
  return is_young && now_ms < admission->good_until_ms;
}

AdmissionCache::AdmissionCache(std::size_t most)
    : most_in_half_(std::max<std::size_t>(1, most / kShards / 2)) {}

AdmissionCache::Shard& AdmissionCache::shard_of(const CacheKey& key) {
  return shards_.at(static_cast<unsigned char>(key.bytes().back()) % kShards);
}

std::shared_ptr<const Admission> AdmissionCache::find(const CacheKey& key, std::int64_t now_ms) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  for (const Half* half : {&shard.young, &shard.old}) {
    const auto found = half->find(key.bytes());
    if (found != half->end() && found->second.is_good(now_ms)) return found->second.admission;
  }
  return nullptr;
}

void AdmissionCache::put(const CacheKey& key, std::shared_ptr<const Admission> admission,
                         std::int64_t looked_at_ms) {
  Shard& shard = shard_of(key);
  Half forgotten;  // freed when nobody waits for it
  const std::lock_guard lock(shard.mutex);
  shard.old.erase(key.bytes());
  shard.young.insert_or_assign(key.bytes(), Kept{std::move(admission), looked_at_ms});
  if (shard.young.size() < most_in_half_) return;
  forgotten = std::exchange(shard.old, std::exchange(shard.young, {}));
}

std::size_t AdmissionCache::size() {
  std::size_t size = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    size += shard.young.size() + shard.old.size();
  }
  return size;
}

}  // namespace lockspire::guard
