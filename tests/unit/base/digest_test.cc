#include "base/digest.h"

#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)

namespace {

std::string hex(const std::string& bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4];
    out += kHex[byte & 0x0f];
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(digest_test)

// RFC 6234 8.5: test vectors.
BOOST_AUTO_TEST_CASE(digests_are_those_of_the_standard) {
  BOOST_TEST(hex(sha256("abc")) ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(hex(sha384("abc")) ==
             "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
             "8086072ba1e7cc2358baeca134c825a7");
  BOOST_TEST(hex(sha512("abc")) ==
             "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
             "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

// RFC 4231 4: test vectors.
BOOST_AUTO_TEST_CASE(macs_are_those_of_the_standard) {
  BOOST_TEST(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
             "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  BOOST_TEST(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(hex(hmac_sha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")) ==
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(nul_bytes_count) {
  BOOST_TEST(sha256(std::string("a\0b", 3)) != sha256("a"));
  BOOST_TEST(hmac_sha256("k", std::string("a\0b", 3)) != hmac_sha256("k", "a"));
  BOOST_TEST(hmac_sha256("k1", "a") != hmac_sha256("k2", "a"));
}

BOOST_AUTO_TEST_CASE(threads_do_not_disturb_each_other) {
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t id = 0; id < wrong.size(); ++id) {
    threads.emplace_back([&wrong, id] {
      const std::string input = "input " + std::to_string(id);
      const std::string digest = sha256(input);
      const std::string mac = hmac_sha256(input, input);
      for (int i = 0; i < 1'000; ++i) {
        if (sha256(input) != digest || hmac_sha256(input, input) != mac) ++wrong[id];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : wrong) BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_SUITE_END()
