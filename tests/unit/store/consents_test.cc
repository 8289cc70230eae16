#include "store/consents.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Consents : WithRows {
  void save(const char* sub, const char* client, const char* scopes, Seconds later = Seconds(0)) {
    write([&](Transaction& tx) {
      save_consent(tx, {.sub = Subject(sub),
                        .client_id = ClientId(client),
                        .scopes = scopes,
                        .resources = "https://api.example",
                        .claims = "email",
                        .granted_at = now + later,
                        .updated_at = now + later});
    });
  }
  std::optional<Consent> find(const char* sub, const char* client) {
    return read(
        [&](Reader& reader) { return find_consent(reader, Subject(sub), ClientId(client)); });
  }
  std::size_t listed(const std::optional<Subject>& sub, const std::optional<ClientId>& client) {
    return read([&](Reader& reader) { return list_consents(reader, sub, client).size(); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(consents_test, Consents)

BOOST_AUTO_TEST_CASE(consent_is_of_one_account_and_one_client) {
  save("ada", "app", "openid email");
  BOOST_TEST(find("ada", "app")->scopes == "openid email");
  BOOST_TEST(find("ada", "app")->resources == "https://api.example");
  BOOST_TEST(find("ada", "app")->claims == "email");
  BOOST_TEST(!find("eve", "app"));
  BOOST_TEST(!find("ada", "other"));
  BOOST_TEST(!find("ADA", "app"));
}

BOOST_AUTO_TEST_CASE(saving_again_replaces_all_but_the_first_approval) {
  save("ada", "app", "openid email");
  save("ada", "app", "openid", Seconds(5));
  const auto consent = find("ada", "app");
  BOOST_TEST(consent->scopes == "openid");
  BOOST_TEST((consent->granted_at == now));
  BOOST_TEST((consent->updated_at == now + Seconds(5)));
}

BOOST_AUTO_TEST_CASE(deleting_says_whether_there_was_one) {
  save("ada", "app", "openid");
  const auto remove = [&](const char* sub) {
    return write(
        [&](Transaction& tx) { return delete_consent(tx, Subject(sub), ClientId("app")); });
  };
  BOOST_TEST(!remove("eve"));
  BOOST_TEST(remove("ada"));
  BOOST_TEST(!remove("ada"));
  BOOST_TEST(!find("ada", "app"));
}

BOOST_AUTO_TEST_CASE(list_is_narrowed_by_account_and_client) {
  save("ada", "app", "openid");
  save("ada", "other", "openid");
  save("eve", "app", "openid");
  BOOST_TEST(listed({}, {}) == 3U);
  BOOST_TEST(listed(Subject("ada"), {}) == 2U);
  BOOST_TEST(listed({}, ClientId("app")) == 2U);
  BOOST_TEST(listed(Subject("eve"), ClientId("app")) == 1U);
  BOOST_TEST(listed(Subject("eve"), ClientId("other")) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
