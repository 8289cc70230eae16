// What this suite proves beside the cases that cite for themselves:
// OIDC Registration 2: "web" or "native"; recorded, decides nothing.
// RFC 6749 2.1: a client that cannot keep a secret.
#include "protocol/client.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "protocol/client_metadata.h"
#include "tests/support/test_store.h"

namespace lockspire {
namespace {

store::ClientRow row_with(const std::string& metadata) {
  return {ClientId("app"), metadata, from_unix(1), from_unix(2), from_unix(3)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_test)

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_the_same) {
  Policy policy;
  policy.scopes = {{"openid", "x"}, {"email", "x"}};
  const auto json = Json::parse(R"({
    "redirect_uris":["https://a.example/cb","com.example.app:/cb"],
    "post_logout_redirect_uris":["https://a.example/bye"],
    "token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"],
    "jwks_uri":"https://a.example/jwks","scope":"openid email","client_name":"A","client_uri":"https://a.example/",
    "logo_uri":"https://a.example/l","policy_uri":"https://a.example/p",
    "tos_uri":"https://a.example/t","contacts":["a@a.example"],"application_type":"native",
    "id_token_signed_response_alg":"ES256","access_token_format":"opaque",
    "default_max_age":0,"require_auth_time":true})");
  BOOST_REQUIRE(json);
  const auto parsed = parse_client_metadata(json->view(), policy);
  BOOST_REQUIRE(parsed);
  const std::string stored = client_metadata(*parsed).print();
  const Client client = client_from_row(row_with(stored));
  BOOST_TEST(client_metadata(client).print() == stored);
  BOOST_TEST(client.client_id.text() == "app");
  BOOST_TEST((client.default_max_age == Seconds(0)));
  BOOST_TEST((client.access_token_format == TokenFormat::kOpaque));
  BOOST_TEST(client.is_public());
  BOOST_TEST(client.is_disabled());
}

BOOST_AUTO_TEST_CASE(damaged_row_is_a_fault_that_names_the_client_only) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"token_endpoint_auth_method":"magic"})",
        R"({"token_endpoint_auth_method":"none","id_token_signed_response_alg":"none"})",
        R"({"token_endpoint_auth_method":"none","id_token_signed_response_alg":"RS256",
            "redirect_uris":"x"})",
        R"({"token_endpoint_auth_method":"none","id_token_signed_response_alg":"RS256",
            "access_token_format":"x"})"}) {
    BOOST_CHECK_THROW(client_from_row(row_with(text)), std::runtime_error);
  }
}

BOOST_AUTO_TEST_CASE(people_read_the_name_or_else_the_id) {
  Client client;
  client.client_id = ClientId("app");
  BOOST_TEST(display_name(client) == "app");
  client.name = "App";
  BOOST_TEST(display_name(client) == "App");
}

BOOST_FIXTURE_TEST_CASE(a_change_counts_at_the_next_look_up, testing::TestStore) {
  const ClientId id("app");
  const auto name_now = [&] {
    return store.read([&](store::Reader& db) { return find_client(db, id)->name; });
  };
  Client client;
  client.client_id = id;
  client.name = "Before";
  const auto text = [&] { return client_metadata(client).print(); };
  store.transact([&](store::Transaction& tx) {
    return store::insert_client_row(tx, {id, text(), from_unix(1), from_unix(1), std::nullopt});
  });
  BOOST_TEST(name_now() == "Before");
  client.name = "After";
  store.transact([&](store::Transaction& tx) {
    return store::update_client_metadata(tx, id, text(), from_unix(2));
  });
  BOOST_TEST(name_now() == "After");
  store.transact(
      [&](store::Transaction& tx) { return store::disable_client_row(tx, id, from_unix(3)); });
  const auto found = store.read([&](store::Reader& db) { return find_client(db, id); });
  BOOST_TEST((found->disabled_at == from_unix(3)));
}

BOOST_FIXTURE_TEST_CASE(clients_of_the_same_metadata_are_two, testing::TestStore) {
  const std::string text = client_metadata(Client{}).print();
  store.transact([&](store::Transaction& tx) {
    store::insert_client_row(tx, {ClientId("a"), text, from_unix(1), from_unix(1), from_unix(5)});
    return store::insert_client_row(
        tx, {ClientId("b"), text, from_unix(2), from_unix(3), std::nullopt});
  });
  const auto found = store.read([&](store::Reader& db) {
    return std::pair{find_client(db, ClientId("a")), find_client(db, ClientId("b"))};
  });
  BOOST_TEST(found.first->client_id.text() == "a");
  BOOST_TEST(found.first->is_disabled());
  BOOST_TEST(found.second->client_id.text() == "b");
  BOOST_TEST(!found.second->is_disabled());
  BOOST_TEST((found.second->updated_at == from_unix(3)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
