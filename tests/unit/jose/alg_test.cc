#include "jose/alg.h"

#include <array>

#include <boost/test/unit_test.hpp>

using lockspire::jose::Alg;
using lockspire::jose::name;
using lockspire::jose::parse_alg;

BOOST_AUTO_TEST_SUITE(alg_test)

BOOST_AUTO_TEST_CASE(names_are_read_back) {
  for (const Alg alg : {Alg::kEs256, Alg::kRs256, Alg::kPs256, Alg::kEdDsa, Alg::kHs256}) {
    BOOST_TEST((parse_alg(name(alg)) == alg), name(alg));
  }
}

// RFC 7515 4.1.1: algorithm names are case-sensitive.
BOOST_AUTO_TEST_CASE(other_names_are_refused) {
  constexpr std::array<std::string_view, 14> kNames{
      "",      "none",  "None",   "NONE",   "es256", "Es256",   "ES256 ",
      "ES384", "HS512", "RSA1_5", "ES256K", "EDDSA", "Ed25519", std::string_view("ES256\0", 6)};
  for (const auto& text : kNames) BOOST_TEST(!parse_alg(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
