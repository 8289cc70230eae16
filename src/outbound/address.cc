#include "outbound/address.h"

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace lockspire::outbound {
namespace {

struct Block {
  std::array<std::uint8_t, 6> prefix;
  int bits;
  std::string_view use;
};

// RFC 6890 2.2.2: the special-purpose blocks of IPv4, as registered since.
constexpr std::array kV4Blocks{
    Block{{0}, 8, "unspecified"},
    Block{{10}, 8, "private"},
    Block{{100, 64}, 10, "shared by a carrier"},
    Block{{127}, 8, "loopback"},
    Block{{169, 254}, 16, "link-local"},
    Block{{172, 16}, 12, "private"},
    Block{{192, 0, 0}, 24, "reserved for protocols"},
    Block{{192, 0, 2}, 24, "for documentation"},
    Block{{192, 88, 99}, 24, "a 6to4 relay"},
    Block{{192, 168}, 16, "private"},
    Block{{198, 18}, 15, "for benchmarks"},
    Block{{198, 51, 100}, 24, "for documentation"},
    Block{{203, 0, 113}, 24, "for documentation"},
    Block{{224}, 4, "multicast"},
    Block{{240}, 4, "reserved"},
};

// RFC 6890 2.2.3: those of IPv6 within 2000::/3; nothing outside of it is a public host.
constexpr std::array kV6Blocks{
    Block{{0x20, 0x01, 0x00}, 23, "reserved for protocols"},  // Teredo among them
    Block{{0x20, 0x01, 0x0d, 0xb8}, 32, "for documentation"},
    Block{{0x20, 0x02}, 16, "6to4"},
    Block{{0x3f, 0xff, 0x00}, 20, "for documentation"},
};

constexpr std::array kV6Outside{
    Block{{0xfc}, 7, "unique-local"},
    Block{{0xfe, 0x80}, 10, "link-local"},
    Block{{0xff}, 8, "multicast"},
};

constexpr Block kGlobalUnicast{{0x20}, 3, ""};

bool is_in(const Address& address, const Block& block) {
  const auto whole = static_cast<std::size_t>(block.bits / 8);
  if (!std::equal(block.prefix.begin(), block.prefix.begin() + whole, address.bytes.begin())) {
    return false;
  }
  const int rest = block.bits % 8;
  if (rest == 0) return true;
  const int shift = 8 - rest;
  return address.bytes[whole] >> shift == block.prefix[whole] >> shift;
}

template <std::size_t Count>
std::optional<std::string_view> use_in(const std::array<Block, Count>& blocks,
                                       const Address& address) {
  const auto block = std::ranges::find_if(
      blocks, [&](const Block& candidate) { return is_in(address, candidate); });
  if (block == blocks.end()) return std::nullopt;
  return block->use;
}

bool begins_with(const Address& address, const std::array<std::uint8_t, 12>& prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.bytes.begin());
}

Address last_four(const Address& address) {
  Address v4;
  std::copy(address.bytes.begin() + 12, address.bytes.end(), v4.bytes.begin());
  return v4;
}

std::optional<std::string_view> special_v6(const Address& address) {
  constexpr std::array<std::uint8_t, 12> kZero{};
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<std::uint8_t, 12> kNat64{0, 0x64, 0xff, 0x9b};
  // RFC 6052 3.1: behind the well-known prefix stands a public IPv4 address, or it is not used.
  if (begins_with(address, kNat64)) return special_use(last_four(address));
  if (is_in(address, kGlobalUnicast)) return use_in(kV6Blocks, address);
  if (begins_with(address, kMapped)) return "an IPv4 address in disguise";
  if (begins_with(address, kZero)) {
    const Address low = last_four(address);
    if (low == Address{}) return "unspecified";
    if (low == Address{.is_v6 = false, .bytes = {0, 0, 0, 1}}) return "loopback";
  }
  return use_in(kV6Outside, address).value_or("not global");
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated(text);
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.is_v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::optional<Address> address_of(const sockaddr& from) {
  Address address;
  if (from.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&v4.sin_addr);
    std::copy_n(bytes, 4, address.bytes.begin());
    return address;
  }
  if (from.sa_family != AF_INET6) return std::nullopt;
  address.is_v6 = true;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
  std::copy_n(std::begin(v6.sin6_addr.s6_addr), 16, address.bytes.begin());
  return address;
}

std::string text_of(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.is_v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(), text.size());
  return text.data();
}

std::optional<std::string_view> special_use(const Address& address) {
  return address.is_v6 ? special_v6(address) : use_in(kV4Blocks, address);
}

}  // namespace lockspire::outbound
