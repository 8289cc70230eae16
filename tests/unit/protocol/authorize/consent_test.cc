#include "protocol/authorize/consent.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::kStart;

store::Consent remembered(const std::string& scopes, const std::string& resources = "",
                          const std::string& claims = "") {
  return {.sub = Subject("ada"),
          .client_id = ClientId("app"),
          .scopes = scopes,
          .resources = resources,
          .claims = claims,
          .granted_at = kStart,
          .updated_at = kStart};
}

AuthorizeRequest asking(const std::string& scopes) {
  AuthorizeRequest ask;
  ask.scopes = split_words(scopes);
  return ask;
}

RedirectTarget target_of(const Client& client, const std::string& uri) {
  return match_redirect_uri(client, uri).value();
}

bool needed(const AuthorizeRequest& ask, const std::optional<store::Consent>& before) {
  const Client client = testing::web_client();
  return consent_is_needed(ask, client, target_of(client, testing::kCallback), before);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(consent_test)

// OIDC Core 3.1.2.4: nothing goes to a client without the person's consent.
BOOST_AUTO_TEST_CASE(remembered_consent_covers_no_more_than_was_approved) {
  BOOST_TEST(needed(asking("openid"), std::nullopt));
  BOOST_TEST(!needed(asking("openid"), remembered("openid email")));
  BOOST_TEST(!needed(asking("email openid"), remembered("openid email")));
  BOOST_TEST(needed(asking("openid profile"), remembered("openid email")));
  BOOST_TEST(needed(asking("openid offline_access"), remembered("openid email")));
  BOOST_TEST(needed(asking("openid"), remembered("")));
}

BOOST_AUTO_TEST_CASE(new_resource_is_asked_for) {
  AuthorizeRequest ask = asking("openid");
  ask.resources = {"https://api.example"};
  BOOST_TEST(needed(ask, remembered("openid")));
  BOOST_TEST(needed(ask, remembered("openid", "https://other.example")));
  BOOST_TEST(!needed(ask, remembered("openid", "https://other.example https://api.example")));
}

BOOST_AUTO_TEST_CASE(new_claim_is_asked_for) {
  AuthorizeRequest ask = asking("openid");
  ask.claims.userinfo = {{.name = "birthdate", .essential = false, .values = {}}};
  BOOST_TEST(needed(ask, remembered("openid")));
  BOOST_TEST(!needed(ask, remembered("openid", "", "birthdate")));
}

// OIDC Core 3.1.2.1 #prompt-consent: asked again although it is remembered.
BOOST_AUTO_TEST_CASE(prompt_consent_always_asks) {
  AuthorizeRequest ask = asking("openid");
  ask.prompt.consent = true;
  BOOST_TEST(needed(ask, remembered("openid")));
}

// RFC 8252 8.6: a public client is asked for each time where another app could stand.
// RFC 6749 10.2: a request of a client that cannot be known is not repeated without the person.
BOOST_AUTO_TEST_CASE(consent_is_not_reused_where_the_client_cannot_be_known) {
  Client native = testing::native_client();
  native.redirect_uris = {testing::kCallback, testing::kLoopback, "com.example.app:/cb"};
  BOOST_TEST(consent_is_reusable(native, target_of(native, testing::kCallback)));
  for (const char* uri : {"http://127.0.0.1:5/cb", "com.example.app:/cb"}) {
    const RedirectTarget target = target_of(native, uri);
    BOOST_TEST(!consent_is_reusable(native, target));
    BOOST_TEST(consent_is_needed(asking("openid"), native, target, remembered("openid")));
  }
  Client confidential = testing::web_client();
  confidential.redirect_uris = {testing::kLoopback};
  BOOST_TEST(consent_is_reusable(confidential, target_of(confidential, testing::kLoopback)));
}

BOOST_AUTO_TEST_CASE(approval_adds_to_what_was_remembered) {
  AuthorizeRequest ask = asking("openid profile");
  ask.claims.id_token = {{.name = "birthdate", .essential = false, .values = {}},
                         {.name = "email", .essential = false, .values = {}}};
  const auto saved =
      extended_consent(remembered("openid email", "https://a.example", "gender"), ask,
                       testing::web_client(), Subject("ada"), kStart + Seconds(5));
  BOOST_TEST(saved.scopes == "openid email profile");
  BOOST_TEST(saved.resources == "https://a.example");
  BOOST_TEST(saved.claims == "gender email");
  BOOST_TEST((saved.updated_at == kStart + Seconds(5)));
  const auto first = extended_consent(std::nullopt, asking("openid"), testing::web_client(),
                                      Subject("ada"), kStart);
  BOOST_TEST(first.scopes == "openid");
  BOOST_TEST(first.sub.text() == "ada");
  BOOST_TEST(first.client_id.text() == "app");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
