#include "outbound/address.h"

#include <array>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <sys/un.h>

using namespace lockspire::outbound;

namespace {

struct Row {
  std::string_view address;
  std::string_view use;  // empty: public
};

constexpr std::array kRows{
    Row{"0.0.0.0", "unspecified"},
    Row{"0.255.255.255", "unspecified"},
    Row{"1.0.0.0", ""},
    Row{"9.255.255.255", ""},
    Row{"10.0.0.1", "private"},
    Row{"10.255.255.255", "private"},
    Row{"11.0.0.0", ""},
    Row{"100.63.255.255", ""},
    Row{"100.64.0.0", "shared by a carrier"},
    Row{"100.127.255.255", "shared by a carrier"},
    Row{"100.128.0.0", ""},
    Row{"126.255.255.255", ""},
    Row{"127.0.0.1", "loopback"},
    Row{"127.255.255.254", "loopback"},
    Row{"128.0.0.0", ""},
    Row{"169.253.255.255", ""},
    Row{"169.254.169.254", "link-local"},
    Row{"169.255.0.0", ""},
    Row{"172.15.255.255", ""},
    Row{"172.16.0.0", "private"},
    Row{"172.31.255.255", "private"},
    Row{"172.32.0.0", ""},
    Row{"192.0.0.8", "reserved for protocols"},
    Row{"192.0.2.1", "for documentation"},
    Row{"192.88.99.1", "a 6to4 relay"},
    Row{"192.167.255.255", ""},
    Row{"192.168.0.1", "private"},
    Row{"192.169.0.0", ""},
    Row{"198.17.255.255", ""},
    Row{"198.18.0.1", "for benchmarks"},
    Row{"198.19.255.255", "for benchmarks"},
    Row{"198.20.0.0", ""},
    Row{"198.51.100.7", "for documentation"},
    Row{"203.0.113.7", "for documentation"},
    Row{"223.255.255.255", ""},
    Row{"224.0.0.1", "multicast"},
    Row{"239.255.255.255", "multicast"},
    Row{"240.0.0.1", "reserved"},
    Row{"255.255.255.255", "reserved"},
    Row{"::", "unspecified"},
    Row{"::1", "loopback"},
    Row{"::2", "not global"},
    Row{"::7f00:1", "not global"},
    Row{"::ffff:127.0.0.1", "an IPv4 address in disguise"},
    Row{"::ffff:8.8.8.8", "an IPv4 address in disguise"},
    Row{"::ffff:0:127.0.0.1", "not global"},
    Row{"64:ff9b::7f00:1", "loopback"},
    Row{"64:ff9b::a9fe:a9fe", "link-local"},
    Row{"64:ff9b::8.8.8.8", ""},
    Row{"64:ff9b:1::8.8.8.8", "not global"},
    Row{"100::1", "not global"},
    Row{"1fff:ffff::1", "not global"},
    Row{"2000::1", ""},
    Row{"2001::1", "reserved for protocols"},
    Row{"2001:20::1", "reserved for protocols"},
    Row{"2001:1ff:ffff::1", "reserved for protocols"},
    Row{"2001:200::1", ""},
    Row{"2001:db8::1", "for documentation"},
    Row{"2001:db9::1", ""},
    Row{"2002:7f00:1::1", "6to4"},
    Row{"2002:808:808::1", "6to4"},
    Row{"2606:4700::1111", ""},
    Row{"3fff::1", "for documentation"},
    Row{"3fff:1000::1", ""},
    Row{"4000::1", "not global"},
    Row{"5f00::1", "not global"},
    Row{"fc00::1", "unique-local"},
    Row{"fdff::1", "unique-local"},
    Row{"fe80::1", "link-local"},
    Row{"fec0::1", "not global"},
    Row{"ff02::1", "multicast"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(address_test)

// RFC 6890 2.2.2: special-purpose IPv4 blocks are no public hosts.
// RFC 6890 2.2.3: nor are those of IPv6.
// RFC 6052 3.1: an IPv4 address behind the NAT64 prefix is judged as such.
BOOST_AUTO_TEST_CASE(special_addresses_are_known_up_to_their_edges) {
  for (const auto& [text, use] : kRows) {
    BOOST_TEST_CONTEXT(text) {
      const auto address = parse_address(text);
      BOOST_TEST_REQUIRE(address.has_value());
      BOOST_TEST(special_use(*address).value_or("") == use);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_canonical_literals_are_addresses) {
  for (const std::string_view text :
       {"", "127.1", "2130706433", "0x7f.1", "0177.0.0.1.", "127.0.0.1 ", "[::1]", "fe80::1%lo",
        "1.2.3.4.5", "::g", "localhost"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_address(text).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_reads_as_it_was_written) {
  for (const std::string_view text : {"192.0.2.33", "2001:db8::1", "::1"}) {
    BOOST_TEST(text_of(*parse_address(text)) == text);
  }
}

BOOST_AUTO_TEST_CASE(a_socket_address_is_the_same_address) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(0x7f000001);
  BOOST_TEST((address_of(reinterpret_cast<const sockaddr&>(v4)) == parse_address("127.0.0.1")));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  BOOST_TEST((address_of(reinterpret_cast<const sockaddr&>(v6)) == parse_address("::1")));
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  BOOST_TEST(!address_of(reinterpret_cast<const sockaddr&>(local)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
