#include "base/random.h"

#include <stdexcept>

#include <openssl/rand.h>

namespace lockspire {

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("random: the generator is not seeded");
  }
  return out;
}

}  // namespace lockspire
