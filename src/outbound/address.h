// IP addresses, and which of them are no public hosts (the IANA special-purpose registries, RFC
// 6890): what a stranger's URL must not lead to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace lockspire::outbound {

struct Address {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // the first four of an IPv4 address

  friend bool operator==(const Address&, const Address&) = default;
};

// Dotted IPv4 or IPv6, without brackets and zone.
std::optional<Address> parse_address(std::string_view text);
// nullopt for another family.
std::optional<Address> address_of(const sockaddr& from);
std::string text_of(const Address& address);

// What the address is instead of one public host, as a word for operators; nullopt when it is
// public. An IPv4 address inside of a NAT64 one is looked at, every other embedding is refused.
std::optional<std::string_view> special_use(const Address& address);

}  // namespace lockspire::outbound
