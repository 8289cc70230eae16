// Replaceable: a value that many threads read and one replaces now and then.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace lockspire {

// Not an atomic shared_ptr: GCC's spins for as long as the thread that holds it is off the
// processor.
template <typename T>
class Replaceable {
 public:
  // Who has it keeps it, also when it was replaced meanwhile.
  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  void set(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace lockspire
