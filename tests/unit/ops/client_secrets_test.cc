#include "ops/client_secrets.h"

#include <boost/test/unit_test.hpp>

#include "base/opaque.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

const ClientId kApp("app");

SealingKey client_key() {
  return {"c1", Secret(std::string(32, 'c'))};
}

struct Secrets : WithOperator {
  Secrets() {
    policy.client_secret_jwt = true;
    who.client_secret_key = [] { return client_key(); };
  }

  RegisteredClient make(const std::string& method) {
    const std::string keys =
        R"(,"jwks_uri":"https://app.example/jwks","token_endpoint_auth_method":")";
    return make_client("app", keys + method + "\"");
  }
  Outcome<RegisteredClient> change(const std::string& method) {
    return update_client(
        who, kApp, Json::parse(R"({"token_endpoint_auth_method":")" + method + "\"}")->view());
  }
  std::vector<store::ClientSecret> stored() {
    return db.store.read(
        [](store::Reader& reader) { return store::list_client_secrets(reader, kApp); });
  }
  // The secret that the only row opens to; empty when it rests as a hash alone.
  std::string opened() {
    const auto rows = stored();
    BOOST_REQUIRE(rows.size() == 1U);
    if (!rows[0].sealed_secret) return "";
    const auto clear = unseal(client_key(), store::client_secret_purpose(kApp, rows[0].secret_id),
                              *rows[0].sealed_secret);
    return clear ? clear->reveal() : "does not open";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_secrets_test, Secrets)

BOOST_AUTO_TEST_CASE(secret_rests_sealed_for_client_secret_jwt_only) {
  for (const char* method : {"client_secret_basic", "client_secret_post"}) {
    BOOST_TEST(make(method).secret.reveal().size() == 43U);
    BOOST_TEST(opened() == "");
    BOOST_REQUIRE(delete_client(who, kApp));
  }
  const auto made = make("client_secret_jwt");
  BOOST_TEST(made.secret.reveal().size() == 43U);
  BOOST_TEST(opened() == made.secret.reveal());
  BOOST_TEST(matches(stored()[0].secret_hash, hash_of(made.secret.reveal())));
}

BOOST_AUTO_TEST_CASE(client_of_keys_has_no_secret) {
  BOOST_TEST(make("private_key_jwt").secret.empty());
  BOOST_TEST(stored().empty());
  const auto refusal = rotate_client_secret(who, kApp, Seconds(0));
  BOOST_REQUIRE(!refusal);
  BOOST_TEST(refusal.error().message.find("private_key_jwt") != std::string::npos);
  BOOST_TEST(stored().empty());
}

BOOST_AUTO_TEST_CASE(another_method_takes_the_secret_along_only_as_far_as_it_can_be_used) {
  const auto first = make("client_secret_basic");
  const auto sealed = change("client_secret_jwt");
  BOOST_REQUIRE(sealed);
  BOOST_TEST(!sealed->secret.empty());
  BOOST_TEST(sealed->secret.reveal() != first.secret.reveal());
  BOOST_TEST(opened() == sealed->secret.reveal());
  const auto basic = change("client_secret_post");
  BOOST_REQUIRE(basic);
  BOOST_TEST(basic->secret.empty());
  BOOST_TEST(opened() == "");
  BOOST_TEST(matches(stored()[0].secret_hash, hash_of(sealed->secret.reveal())));
  BOOST_REQUIRE(change("private_key_jwt"));
  BOOST_TEST(stored().empty());
  const auto again = change("client_secret_jwt");
  BOOST_REQUIRE(again);
  BOOST_TEST(again->secret.reveal() == opened());
  BOOST_REQUIRE(change("none"));
  BOOST_TEST(stored().empty());
}

BOOST_AUTO_TEST_CASE(what_else_changes_leaves_the_secret_alone) {
  const auto made = make("client_secret_jwt");
  who.client_secret_key = {};
  const auto renamed = update_client(who, kApp, Json::parse(R"({"client_name":"New"})")->view());
  BOOST_REQUIRE(renamed);
  BOOST_TEST(renamed->secret.empty());
  BOOST_TEST(opened() == made.secret.reveal());
}

BOOST_AUTO_TEST_CASE(rotation_seals_the_next_one_too) {
  make("client_secret_jwt");
  const auto next = rotate_client_secret(who, kApp, Seconds(0));
  BOOST_REQUIRE(next);
  BOOST_TEST(opened() == next->secret.reveal());
  BOOST_REQUIRE(rotate_client_secret(who, kApp, Seconds(60)));
  BOOST_TEST(stored().size() == 2U);
}

BOOST_AUTO_TEST_CASE(without_a_key_to_seal_with_nothing_is_changed) {
  who.client_secret_key = [] { return std::unexpected(std::string("c.key cannot be read")); };
  const auto json = Json::parse(
      R"({"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"client_secret_jwt"})");
  const auto made = create_client(who, json->view(), kApp);
  BOOST_REQUIRE(!made);
  BOOST_TEST(made.error().message == "c.key cannot be read");
  const auto before = make("client_secret_basic");
  BOOST_TEST(!change("client_secret_jwt"));
  BOOST_TEST(matches(stored().at(0).secret_hash, hash_of(before.secret.reveal())));
  BOOST_TEST((show_client(who, kApp)->client.auth_method == ClientAuthMethod::kClientSecretBasic));
  who.client_secret_key = {};
  BOOST_TEST(!change("client_secret_jwt"));
  BOOST_TEST(!rotate_client_secret(who, ClientId("nobody"), Seconds(0)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
