#include "protocol/jwk_selection.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using jose::Alg;
using jose::SigningKey;

// The JWK of a fresh key with these members changed; an empty value removes one.
Json jwk(Alg alg, const std::string& kid, std::string_view name = "", std::string_view value = "") {
  const Json whole = SigningKey::generate(alg).public_jwk();
  Json out = Json::object();
  for (const auto& [member, inner] : whole.view().members()) {
    if (member != "kid" && member != name) out.set(member, Json::copy(inner));
  }
  if (!kid.empty()) out.set("kid", kid);
  if (!value.empty()) out.set(name, value);
  return out;
}

template <typename... Keys>
Json set_of(Keys... keys) {
  Json list = Json::array();
  (list.add(std::move(keys)), ...);
  Json set = Json::object();
  set.set("keys", std::move(list));
  return set;
}

std::size_t count(const Json& set, std::string_view kid, Alg alg) {
  return select_keys(set.view(), kid, alg).size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jwk_selection_test)

// RFC 7515 4.1.4: a kid in the header matches the kid of a key.
BOOST_AUTO_TEST_CASE(kid_names_one_key) {
  const Json set = set_of(jwk(Alg::kEs256, "a"), jwk(Alg::kEs256, "b"), jwk(Alg::kEs256, ""));
  BOOST_TEST(count(set, "a", Alg::kEs256) == 1U);
  BOOST_TEST(count(set, "b", Alg::kEs256) == 1U);
  BOOST_TEST(count(set, "A", Alg::kEs256) == 0U);
  BOOST_TEST(count(set, "c", Alg::kEs256) == 0U);
  BOOST_TEST(count(set, "", Alg::kEs256) == 3U);
}

// RFC 7517 4.5: the same kid may stand for keys of different types.
BOOST_AUTO_TEST_CASE(algorithm_tells_keys_of_one_kid_apart) {
  const Json set = set_of(jwk(Alg::kEs256, "a"), jwk(Alg::kEdDsa, "a"), jwk(Alg::kRs256, "a"));
  for (const Alg alg : {Alg::kEs256, Alg::kEdDsa, Alg::kRs256}) {
    BOOST_TEST(count(set, "a", alg) == 1U);
  }
  BOOST_TEST(count(set, "a", Alg::kHs256) == 0U);
  // This RSA key says that it is for RS256.
  BOOST_TEST(count(set, "a", Alg::kPs256) == 0U);
}

BOOST_AUTO_TEST_CASE(rsa_key_without_alg_is_for_both) {
  const Json set = set_of(jwk(Alg::kRs256, "a", "alg"));
  BOOST_TEST(count(set, "a", Alg::kRs256) == 1U);
  BOOST_TEST(count(set, "a", Alg::kPs256) == 1U);
}

// RFC 7517 5 #ignore: a key of a kind that is not understood is passed by.
// RFC 7517 4.2: a key meant for encryption verifies nothing.
// RFC 7517 4.4: alg names the one algorithm that the key is for.
BOOST_AUTO_TEST_CASE(keys_for_something_else_are_passed_by) {
  const Json set =
      set_of(jwk(Alg::kEs256, "a", "use", "enc"), jwk(Alg::kEs256, "a", "alg", "ES384"),
             jwk(Alg::kEs256, "a", "crv", "P-384"), jwk(Alg::kEs256, "a", "kty", "XX"),
             jwk(Alg::kEs256, "a", "kty"), jwk(Alg::kEs256, "a", "x", "AA"),
             jwk(Alg::kEs256, "a", "d", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
  BOOST_TEST(count(set, "a", Alg::kEs256) == 0U);
  BOOST_TEST(count(set, "", Alg::kEs256) == 0U);
}

BOOST_AUTO_TEST_CASE(small_rsa_keys_verify_nothing) {
  // 1024 bits.
  const std::string n = "4" + std::string(169, 'A') + "Q";
  Json key = Json::object();
  key.set("kty", "RSA").set("kid", "a").set("e", "AQAB").set("n", n);
  BOOST_TEST(count(set_of(std::move(key)), "a", Alg::kRs256) == 0U);
}

BOOST_AUTO_TEST_CASE(candidates_and_attempts_are_bounded) {
  Json list = Json::array();
  for (int i = 0; i < 30; ++i) list.add(jwk(Alg::kEdDsa, ""));
  Json set = Json::object();
  set.set("keys", std::move(list));
  BOOST_TEST(count(set, "", Alg::kEdDsa) == kMostCandidateKeys);

  Json junk = Json::array();
  for (int i = 0; i < 30; ++i) junk.add(jwk(Alg::kEdDsa, "", "use", "enc"));
  junk.add(jwk(Alg::kEdDsa, ""));
  Json hidden = Json::object();
  hidden.set("keys", std::move(junk));
  BOOST_TEST(count(hidden, "", Alg::kEdDsa) == 0U);
}

// RFC 7517 5.1: a JWK Set has an array of keys.
BOOST_AUTO_TEST_CASE(only_an_object_with_a_list_of_objects_is_a_set) {
  const auto is_set = [](const std::string& text) {
    return is_jwk_set(testing::json_of(text).view());
  };
  BOOST_TEST(is_set(R"({"keys":[]})"));
  BOOST_TEST(is_set(R"({"keys":[{"kty":"x"}],"more":1})"));
  for (const char* text : {"[]", "{}", R"("keys")", R"({"keys":{}})", R"({"keys":[1]})",
                           R"({"keys":null})", R"({"Keys":[]})", R"({"keys":[{},[]]})"}) {
    BOOST_TEST(!is_set(text), text);
  }
  std::string many = "{}";
  for (std::size_t i = 1; i < kMostJwks; ++i) many += ",{}";
  BOOST_TEST(is_set(R"({"keys":[)" + many + "]}"));
  BOOST_TEST(!is_set(R"({"keys":[)" + many + ",{}]}"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
