#include "base/random.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <unistd.h>

namespace lockspire {
namespace {

void draw(unsigned char* out, std::size_t count) {
  if (RAND_bytes(out, static_cast<int>(count)) != 1) {
    throw std::runtime_error("random: the generator is not seeded");
  }
}

// Bytes in store, of one thread and one process: a draw costs as much as a hundred bytes of it.
class Stock {
 public:
  static constexpr std::size_t kSize = 256;

  Stock() = default;
  ~Stock() { OPENSSL_cleanse(bytes_.data(), kSize); }
  Stock(const Stock&) = delete;
  Stock& operator=(const Stock&) = delete;

  // REQUIRES: count <= kSize. What was taken is wiped here.
  void take(unsigned char* out, std::size_t count) {
    if (left_ < count || process_ != ::getpid()) refill();
    left_ -= count;
    unsigned char* const taken = bytes_.data() + left_;
    std::copy_n(taken, count, out);
    OPENSSL_cleanse(taken, count);
  }

 private:
  // A forked child must not give out what its parent does.
  void refill() {
    draw(bytes_.data(), kSize);
    left_ = kSize;
    process_ = ::getpid();
  }

  std::array<unsigned char, kSize> bytes_{};
  std::size_t left_ = 0;
  pid_t process_ = 0;
};

}  // namespace

std::string SystemRandom::bytes(std::size_t count) {
  thread_local Stock stock;
  std::string out(count, '\0');
  auto* const octets = reinterpret_cast<unsigned char*>(out.data());
  if (count <= Stock::kSize / 4) {
    stock.take(octets, count);
  } else {
    draw(octets, count);
  }
  return out;
}

}  // namespace lockspire
