// What a test must control: time and chance.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/random.h"

namespace lockspire::testing {

class FakeClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override { return ms_; }
  void advance(Seconds by) { ms_ += by.count() * 1'000; }

 private:
  std::int64_t ms_ = 1'700'000'000'000;
};

// Reproducible bytes that never repeat within a test.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}
  [[nodiscard]] std::string bytes(std::size_t count) override {
    std::string out;
    while (out.size() < count) out += static_cast<char>(next() >> 24);
    return out;
  }

 private:
  // splitmix64
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace lockspire::testing
