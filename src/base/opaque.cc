#include "base/opaque.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/digest.h"

namespace lockspire {
namespace {

// base32hex in lower case (RFC 4648 7): the order of the texts is the order of the bytes.
constexpr std::string_view kBase32 = "0123456789abcdefghijklmnopqrstuv";
constexpr std::size_t kSelectorSize = 26;
constexpr std::size_t kVerifierSize = 43;

}  // namespace

Selector new_selector(Random& random, std::int64_t unix_ms) {
  std::string bytes;
  bytes.reserve(16);
  for (int shift = 40; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((unix_ms >> shift) & 0xff);
  }
  bytes += random.bytes(10);
  return Selector(base32hex(bytes));
}

// RFC 6749 A.12: visible ASCII only.
Opaque new_opaque(Random& random, std::int64_t unix_ms) {
  Selector selector = new_selector(random, unix_ms);
  const Secret verifier(base64url(random.bytes(32)));
  Hash hash = hash_of(verifier.reveal());
  Secret text(selector.text() + "." + verifier.reveal());
  return Opaque{std::move(selector), std::move(hash), std::move(text)};
}

std::optional<Presented> parse_opaque(std::string_view text) {
  if (text.size() != kSelectorSize + 1 + kVerifierSize || text[kSelectorSize] != '.') {
    return std::nullopt;
  }
  const std::string_view selector = text.substr(0, kSelectorSize);
  const std::string_view verifier = text.substr(kSelectorSize + 1);
  if (selector.find_first_not_of(kBase32) != std::string_view::npos) return std::nullopt;
  if (!decode_base64url(verifier)) return std::nullopt;
  return Presented{Selector(std::string(selector)), hash_of(verifier)};
}

Hash hash_of(std::string_view text) {
  return Hash(base64url(sha256(text)));
}

bool matches(const Hash& stored, const Hash& presented) {
  return equal_in_constant_time(stored.text(), presented.text());
}

}  // namespace lockspire
