// Chance is passed in: production draws from OpenSSL's per-thread generator, tests from a seed.
#pragma once

#include <cstddef>
#include <string>

namespace lockspire {

class Random {
 public:
  Random() = default;
  virtual ~Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;

  // `count` unpredictable bytes. Safe from several threads at once.
  [[nodiscard]] virtual std::string bytes(std::size_t count) = 0;
};

class SystemRandom final : public Random {
 public:
  // Throws std::runtime_error when the operating system gives no entropy.
  [[nodiscard]] std::string bytes(std::size_t count) override;
};

}  // namespace lockspire
