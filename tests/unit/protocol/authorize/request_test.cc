// What this suite proves beside the cases that cite for themselves:
// RFC 6749 3.1.1: the code flow is the only one here (RFC 9700 2.1.2).
#include "protocol/authorize/request.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::Parameters;
using testing::reason_of;

struct Requests : testing::Site {
  const Client app = add(testing::web_client());

  Result<AuthorizeRequest> parse(const std::string& query, const Client& client) {
    const http::Form form = testing::form_of(query);
    const KeySet& all_keys = keys();
    return read([&](store::Reader& reader) {
      return parse_authorize_request(form, client, policy, all_keys, reader);
    });
  }
  Result<AuthorizeRequest> parse(const Parameters& changes) {
    return parse(encode_parameters(testing::authorize_query(app, changes)), app);
  }
  // The good request with `more` after it, as it stands.
  Result<AuthorizeRequest> parse_with(const std::string& more) {
    return parse(encode_parameters(testing::authorize_query(app)) + "&" + more, app);
  }
  // `error` and reason of a refusal.
  std::string verdict(const Parameters& changes) {
    const auto result = parse(changes);
    return result ? "accepted" : testing::error_of(result) + " " + reason_of(result);
  }
};

struct Row {
  const char* name;
  const char* value;
  const char* outcome;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(request_test, Requests)

// OIDC Core 15.1: prompt, display, ui_locales, max_age and acr_values are no error.
BOOST_AUTO_TEST_CASE(every_parameter_is_parsed_once) {
  const auto ask = parse({{"prompt", "login consent"},
                          {"max_age", "60"},
                          {"acr_values", "b a b"},
                          {"login_hint", "ada@example.com"},
                          {"ui_locales", "de en"},
                          {"display", "popup"},
                          {"claims", R"({"id_token":{"email":null}})"}});
  BOOST_REQUIRE(ask);
  BOOST_TEST(join_words(ask->scopes) == "openid email");
  BOOST_TEST(*ask->nonce == "n-1");
  BOOST_TEST(*ask->code_challenge == testing::kChallenge);
  BOOST_TEST(ask->prompt.login);
  BOOST_TEST(ask->prompt.consent);
  BOOST_TEST((ask->max_age == Seconds(60)));
  BOOST_TEST(join_words(ask->acr_values) == "b a");
  BOOST_TEST(*ask->login_hint == "ada@example.com");
  BOOST_TEST(*ask->ui_locales == "de en");
  BOOST_TEST(*ask->display == "popup");
  BOOST_TEST(ask->claims.id_token.size() == 1U);
  BOOST_TEST(!ask->expected_sub);
}

// RFC 6749 4.1.2.1: each refusal has its error.
// RFC 9700 2.1.2: nothing but the code flow.
// OIDC Core 6: request objects have errors of their own.
// RFC 6749 4.1.1: required parameters must be there and valid.
BOOST_AUTO_TEST_CASE(refusal_names_its_error) {
  const Row rows[] = {
      {"response_type", "", "invalid_request request.missing_parameter"},
      {"response_type", "token", "unsupported_response_type authorize.response_type"},
      {"response_type", "id_token", "unsupported_response_type authorize.response_type"},
      {"response_type", "code id_token", "unsupported_response_type authorize.response_type"},
      {"response_type", "code code", "unsupported_response_type authorize.response_type"},
      {"response_type", "CODE", "unsupported_response_type authorize.response_type"},
      {"response_type", "none", "unsupported_response_type authorize.response_type"},
      {"response_mode", "web_message", "invalid_request authorize.response_mode"},
      {"response_mode", "query.jwt", "invalid_request authorize.response_mode"},
      {"response_mode", "QUERY", "invalid_request authorize.response_mode"},
      {"scope", "", "invalid_scope scope.missing"},
      {"scope", "openid admin", "invalid_scope scope.not_registered"},
      {"code_challenge", "", "invalid_request pkce.missing_challenge"},
      {"code_challenge_method", "plain", "invalid_request pkce.method"},
      {"resource", "https://api.example", "invalid_target resource.unknown"},
      {"resource", "no uri", "invalid_target resource.malformed"},
      {"request", "e30.e30.", "request_not_supported authorize.request"},
      {"request_uri", "https://a.example/r", "request_uri_not_supported authorize.request_uri"},
      {"registration", "{}", "registration_not_supported authorize.registration"},
      {"prompt", "none login", "invalid_request authorize.prompt"},
      {"prompt", "none consent", "invalid_request authorize.prompt"},
      {"prompt", "login login", "invalid_request authorize.prompt"},
      {"prompt", "create", "invalid_request authorize.prompt"},
      {"prompt", "LOGIN", "invalid_request authorize.prompt"},
      {"max_age", "-1", "invalid_request authorize.max_age"},
      {"max_age", "+1", "invalid_request authorize.max_age"},
      {"max_age", "1.5", "invalid_request authorize.max_age"},
      {"max_age", "1e3", "invalid_request authorize.max_age"},
      {"max_age", "0x10", "invalid_request authorize.max_age"},
      {"max_age", " 1", "invalid_request authorize.max_age"},
      {"max_age", "99999999999999999999", "invalid_request authorize.max_age"},
      {"display", "hologram", "invalid_request authorize.display"},
      {"claims", "{", "invalid_request claims.malformed"},
      {"claims", R"({"id_token":[]})", "invalid_request claims.malformed"},
      {"id_token_hint", "x", "invalid_request authorize.id_token_hint"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name << "=" << row.value) {
      BOOST_TEST(verdict({{row.name, row.value}}) == row.outcome);
    }
  }
}

// RFC 6749 3.1: no parameter more than once.
BOOST_AUTO_TEST_CASE(repeated_parameter_is_refused) {
  for (const char* name :
       {"response_type", "scope", "state", "response_mode", "nonce", "code_challenge",
        "code_challenge_method", "prompt", "max_age", "acr_values", "login_hint", "ui_locales",
        "display", "claims", "id_token_hint", "request", "request_uri", "registration"}) {
    BOOST_TEST_CONTEXT(name) {
      const std::string twice = std::string(name) + "=&" + name + "=";
      const auto refused = parse_with(twice);
      BOOST_TEST(testing::error_of(refused) == "invalid_request");
      BOOST_TEST(reason_of(refused) == "request.repeated_parameter");
    }
  }
}

// RFC 6749 3.1 #empty: a parameter without a value counts as left out.
// RFC 6749 3.1 #unknown: one that is not known is ignored, also when it repeats.
// OIDC Core 3.1.2.2: a request is checked as OAuth says, and what is not known is ignored.
BOOST_AUTO_TEST_CASE(empty_and_unknown_parameters_count_for_nothing) {
  BOOST_TEST(reason_of(parse_with("prompt=&max_age=&claims=&display=&id_token_hint=&resource=&"
                                  "request=&request_uri=&registration=")) == "accepted");
  BOOST_TEST(reason_of(parse_with("utm_source=a&utm_source=b&audience=x&_ga=1")) == "accepted");
  BOOST_TEST(reason_of(parse_with("resource=&resource=" + percent_encode(policy.issuer))) ==
             "accepted");
}

BOOST_AUTO_TEST_CASE(free_text_is_bounded) {
  for (const char* name : {"nonce", "acr_values", "login_hint", "ui_locales"}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(verdict({{name, std::string(1'024, 'a')}}) == "accepted");
      BOOST_TEST(verdict({{name, std::string(1'025, 'a')}}) ==
                 "invalid_request request.parameter_length");
    }
  }
  BOOST_TEST(verdict({{"state", std::string(4'096, 'a')}}) == "accepted");
  BOOST_TEST(verdict({{"state", std::string(4'097, 'a')}}) ==
             "invalid_request request.parameter_length");
}

// RFC 6749 4.1.2.1: a client that is not registered for the flow is unauthorized_client.
BOOST_AUTO_TEST_CASE(client_must_be_registered_for_the_code_flow) {
  Client without_grant = app;
  without_grant.grant_types = {"client_credentials"};
  Client without_type = app;
  without_type.response_types = {};
  const std::string query = encode_parameters(testing::authorize_query(app));
  BOOST_TEST(testing::error_of(parse(query, without_grant)) == "unauthorized_client");
  BOOST_TEST(testing::error_of(parse(query, without_type)) == "unauthorized_client");
}

// OIDC Core 3.1.2.1 #max-age: the client's default counts when the request has none.
BOOST_AUTO_TEST_CASE(max_age_overrides_the_default_of_the_client) {
  Client client = app;
  client.default_max_age = Seconds(300);
  const std::string query = encode_parameters(testing::authorize_query(app));
  BOOST_TEST((parse(query, app)->max_age == std::nullopt));
  BOOST_TEST((parse(query, client)->max_age == Seconds(300)));
  BOOST_TEST((parse(query + "&max_age=0", client)->max_age == Seconds(0)));
}

BOOST_AUTO_TEST_CASE(huge_max_age_means_any) {
  BOOST_TEST((parse({{"max_age", "9223372036854775807"}})->max_age > Seconds(3'000'000'000)));
}

// OIDC Core 5.5.1: a sub that is asked for by value is the only account that will do.
BOOST_AUTO_TEST_CASE(sub_that_is_asked_for_is_the_expected_one) {
  BOOST_TEST(parse({{"claims", R"({"id_token":{"sub":{"value":"ada"}}})"}})->expected_sub->text() ==
             "ada");
  BOOST_TEST(!parse({{"claims", R"({"id_token":{"sub":null}})"}})->expected_sub);
  BOOST_TEST(verdict({{"claims", R"({"id_token":{"sub":{"values":["ada","eve"]}}})"}}) ==
             "invalid_request claims.more_than_one_sub");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
