// What this suite proves beside the cases that cite for themselves:
// OIDC Core 5: which claims about a person go where.
#include "protocol/claims.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::error_of;

std::string verdict(const std::string& text) {
  return error_of(parse_claims_request(text));
}

ClaimsRequest parsed(const std::string& text) {
  return parse_claims_request(text).value();
}

std::string selected(const Json& json) {
  return json.print();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(claims_test)

// OIDC Core 5.5: a JSON object with the members id_token and userinfo; others are ignored.
BOOST_AUTO_TEST_CASE(members_that_are_not_understood_are_ignored) {
  const ClaimsRequest request = parsed(
      R"({"id_token":{"email":null,"x_unheard_of":{"essential":true}},"verified":{"a":1},
          "userinfo":{"name":{"essential":true,"purpose":"because"}}})");
  BOOST_TEST(request.id_token.size() == 1U);
  BOOST_TEST(request.userinfo.size() == 1U);
  BOOST_TEST(request.userinfo.front().essential);
  BOOST_TEST(!find_claim(request.id_token, "email")->essential);
  BOOST_TEST(find_claim(request.id_token, "x_unheard_of") == nullptr);
}

BOOST_AUTO_TEST_CASE(request_without_known_claims_is_empty) {
  for (const char* text :
       {"{}", R"({"id_token":null,"userinfo":null})", R"({"id_token":{},"userinfo":{}})"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(parsed(text).empty());
    }
  }
}

// OIDC Core 5.5: the parameter is a JSON object; what is none is invalid_request.
BOOST_AUTO_TEST_CASE(what_is_not_of_the_right_shape_is_refused) {
  const std::string deep =
      R"({"id_token":{"email":{"x":)" + std::string(40, '[') + std::string(40, ']') + "}}}";
  const std::string bomb = std::string(10'000, '[');
  const std::string long_text =
      R"({"id_token":{"email":{"value":")" + std::string(9'000, 'a') + "\"}}}";
  std::string many = R"({"id_token":{"a0":null)";
  for (int i = 1; i < 400; ++i) many += ",\"a" + std::to_string(i) + "\":null";
  many += "}}";
  for (const std::string& text : {std::string(""),
                                  std::string("x"),
                                  std::string("null"),
                                  std::string("[]"),
                                  std::string("\"id_token\""),
                                  std::string("1"),
                                  std::string("{\"id_token\":[]}"),
                                  std::string(R"({"id_token":"email"})"),
                                  std::string(R"({"userinfo":true})"),
                                  std::string(R"({"id_token":{"email":true}})"),
                                  std::string(R"({"id_token":{"email":"x"}})"),
                                  std::string(R"({"id_token":{"email":[]}})"),
                                  std::string(R"({"id_token":{"email":{"essential":"yes"}}})"),
                                  std::string(R"({"id_token":{"email":{"essential":1}}})"),
                                  std::string(R"({"id_token":{"acr":{"values":"1"}}})"),
                                  std::string(R"({"id_token":{"email":null,"email":null}})"),
                                  std::string(R"({"id_token":{},"id_token":{}})"),
                                  std::string(R"({"id_token":{"email":{"value":1e999}}})"),
                                  std::string(R"({"id_token":{}} x)"),
                                  std::string(R"({"id_token":{"email":{"value":"\u0000"}}})"),
                                  std::string("{\"id_token\":{\"email\":{\"value\":\"\xff\"}}}"),
                                  deep,
                                  bomb,
                                  long_text,
                                  many}) {
    BOOST_TEST_CONTEXT(text.substr(0, 80)) {
      BOOST_TEST(verdict(text) == "invalid_request");
    }
  }
}

// OIDC Core 5.5.1: value and values name what will do.
BOOST_AUTO_TEST_CASE(values_are_kept_for_those_who_compare_them) {
  const ClaimsRequest request = parsed(
      R"({"id_token":{"acr":{"values":["a","b"]},"sub":{"value":"ada"},"auth_time":{"value":1}}})");
  BOOST_TEST(join_words(find_claim(request.id_token, "acr")->values) == "a b");
  BOOST_TEST(join_words(find_claim(request.id_token, "sub")->values) == "ada");
  // A value that is no string matches no claim that is compared.
  BOOST_TEST(find_claim(request.id_token, "auth_time")->values.size() == 1U);
}

BOOST_AUTO_TEST_CASE(consent_names_what_goes_beyond_the_scopes) {
  const ClaimsRequest request = parsed(
      R"({"id_token":{"email":null,"birthdate":null,"acr":null,"sub":null},
          "userinfo":{"birthdate":null,"phone_number":null}})");
  BOOST_TEST(join_words(claims_to_consent(request, {"openid", "email"})) ==
             "birthdate phone_number");
  BOOST_TEST(join_words(claims_to_consent(request, {"openid", "email", "profile", "phone"})) == "");
  BOOST_TEST(claim_sentence("birthdate") == "your date of birth");
}

// OIDC Core 5.4: each scope stands for its claims.
// OIDC Core 5.3.2: a claim that has no value is left out.
BOOST_AUTO_TEST_CASE(userinfo_gives_what_scopes_and_request_allow) {
  const std::string account =
      R"({"name":"Ada","email":"a@x","email_verified":true,"birthdate":null,"phone_number":"+1",
          "roles":["admin"],"sub":"eve","iss":"https://evil.example","updated_at":7})";
  BOOST_TEST(selected(select_userinfo_claims(account, {"openid"}, {})) == "{}");
  BOOST_TEST(selected(select_userinfo_claims(account, {"openid", "email"}, {})) ==
             R"({"email":"a@x","email_verified":true})");
  BOOST_TEST(selected(select_userinfo_claims(account, {"openid", "profile"}, {})) ==
             R"({"name":"Ada","updated_at":7})");
  const ClaimsRequest asked = parsed(R"({"userinfo":{"phone_number":null,"sub":null}})");
  BOOST_TEST(selected(select_userinfo_claims(account, {"openid"}, asked)) ==
             R"({"phone_number":"+1"})");
}

// OIDC Core 5.4: with the code flow, the claims of scopes come from userinfo.
BOOST_AUTO_TEST_CASE(id_token_gives_only_what_was_asked_there_by_name) {
  const std::string account = R"({"name":"Ada","email":"a@x","sub":"eve","aud":"x"})";
  const ClaimsRequest asked =
      parsed(R"({"id_token":{"email":null,"sub":null,"aud":null},"userinfo":{"name":null}})");
  BOOST_TEST(selected(select_id_token_claims(account, {})) == "{}");
  BOOST_TEST(selected(select_id_token_claims(account, asked)) == R"({"email":"a@x"})");
}

// OIDC Core 5.5.1 #essential: an essential claim that is not known is no error.
BOOST_AUTO_TEST_CASE(account_without_claims_gives_nothing) {
  const ClaimsRequest asked = parsed(R"({"id_token":{"email":null},"userinfo":{"email":null}})");
  for (const char* account : {"", "{}", "not JSON"}) {
    BOOST_TEST(selected(select_userinfo_claims(account, {"openid", "email"}, asked)) == "{}");
    BOOST_TEST(selected(select_id_token_claims(account, asked)) == "{}");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
