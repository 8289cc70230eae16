#include "protocol/client_auth.h"

#include <boost/test/unit_test.hpp>

#include "base/opaque.h"
#include "store/client_secrets.h"
#include "store/clients.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::basic;
using testing::kStart;

Client post_client() {
  Client client = testing::web_client("poster");
  client.auth_method = ClientAuthMethod::kClientSecretPost;
  return client;
}

// Three clients, one for each method.
struct Clients : testing::Site {
  const Client app = add(testing::web_client());
  const Client poster = add(post_client());
  const Client native = add(testing::native_client());

  Result<Client> authenticate(const std::string& authorization, const std::string& body) {
    http::Request request = testing::post("/lockspire/token", {});
    request.authorization = authorization;
    request.body = body;
    const http::Form form = testing::form_of(body);
    return authenticate_client(request, form, client_auth());
  }

  // The client's id, or the reason of the refusal.
  std::string verdict(const std::string& authorization, const std::string& body) {
    const auto client = authenticate(authorization, body);
    return client ? client->client_id.text() : testing::reason_of(client);
  }

  void add_secret(const std::string& secret, std::optional<Instant> expires_at) {
    write([&](store::Transaction& tx) {
      store::insert_client_secret(tx, {.client_id = app.client_id,
                                       .secret_id = secret,
                                       .secret_hash = hash_of(secret),
                                       .created_at = kStart,
                                       .expires_at = expires_at});
    });
  }
};

struct Row {
  const char* name;
  std::string authorization;
  std::string body;
  std::string outcome;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_auth_test, Clients)

// RFC 7591 2: token_endpoint_auth_method is the one method that a client may use.
// RFC 6749 2.3: one method a request.
BOOST_AUTO_TEST_CASE(only_the_registered_method_proves_a_client) {
  const std::string right = basic("app", "secret-of-app");
  const std::string post_right = "client_id=poster&client_secret=secret-of-poster";
  const Row rows[] = {
      {"basic", right, "", "app"},
      {"basic and the same client_id", right, "client_id=app", "app"},
      {"post", "", post_right, "poster"},
      {"none", "", "client_id=native", "native"},
      {"none as a basic header with an empty password", basic("native", ""), "", "native"},
      {"nothing at all", "", "", "client_auth.missing"},
      {"empty client_id", "", "client_id=", "client_auth.missing"},
      {"secret without client_id", "", "client_secret=secret-of-poster", "client_auth.missing"},
      {"basic of another's secret", basic("app", "secret-of-poster"), "",
       "client_auth.wrong_secret"},
      {"secret cut short", basic("app", "secret-of-ap"), "", "client_auth.wrong_secret"},
      {"secret with a NUL", basic("app", "secret-of-app%00"), "", "client_auth.malformed_basic"},
      {"secret in another case", basic("app", "SECRET-OF-APP"), "", "client_auth.wrong_secret"},
      {"unknown client", basic("nobody", "secret-of-app"), "", "client.unknown"},
      {"client_id is case-sensitive", basic("App", "secret-of-app"), "", "client.unknown"},
      {"client_id is no pattern", basic("%25", "secret-of-app"), "", "client.unknown"},
      {"post by a basic client", "", "client_id=app&client_secret=secret-of-app",
       "client_auth.method_not_registered"},
      {"basic by a post client", basic("poster", "secret-of-poster"), "",
       "client_auth.method_not_registered"},
      {"none by a confidential client", "", "client_id=app", "client_auth.method_not_registered"},
      {"empty password by a confidential client", basic("app", ""), "",
       "client_auth.method_not_registered"},
      {"a secret from a public client", basic("native", "x"), "",
       "client_auth.method_not_registered"},
      {"a posted secret from a public client", "", "client_id=native&client_secret=x",
       "client_auth.method_not_registered"},
      {"basic and post", right, "client_secret=secret-of-app", "client_auth.two_methods"},
      {"basic and an assertion", right, "client_assertion=x", "client_auth.two_methods"},
      {"basic and an empty posted secret", right, "client_secret=", "app"},
      {"empty posted secret of a public client", "", "client_id=native&client_secret=", "native"},
      {"basic and another client_id", right, "client_id=native", "client_auth.two_clients"},
      {"basic and two client_ids", right, "client_id=app&client_id=app",
       "request.repeated_parameter"},
      {"two client_ids", "", "client_id=native&client_id=native", "request.repeated_parameter"},
      {"two secrets", "", post_right + "&client_secret=x", "request.repeated_parameter"},
      {"another scheme", "Bearer abc", "client_id=native", "client_auth.malformed_basic"},
      {"no base64", "Basic %%%", "", "client_auth.malformed_basic"},
      {"no colon", "Basic YXBw", "", "client_auth.malformed_basic"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(verdict(row.authorization, row.body) == row.outcome);
    }
  }
}

// RFC 6749 5.2: failed authentication is invalid_client, a malformed request invalid_request.
BOOST_AUTO_TEST_CASE(refusal_tells_the_client_nothing_about_the_cause) {
  for (const char* user : {"app", "nobody"}) {
    const auto refused = authenticate(basic(user, "wrong"), "");
    BOOST_TEST(testing::error_of(refused) == "invalid_client");
    BOOST_TEST(refused.error().description.text() == "client authentication failed");
  }
  BOOST_TEST(testing::error_of(authenticate(basic("app", "x"), "client_secret=x")) ==
             "invalid_request");
}

// RFC 6749 2.3.1: both halves of the header are form-encoded.
BOOST_AUTO_TEST_CASE(basic_credentials_are_form_decoded_once) {
  Client odd = testing::web_client("a:b c%");
  add(odd);
  BOOST_TEST(verdict(basic("a%3Ab+c%25", "secret-of-a%3Ab+c%25"), "") == "a:b c%");
  BOOST_TEST(verdict(basic("a%3Ab%20c%25", "secret-of-a%3Ab%20c%25"), "") == "a:b c%");
  BOOST_TEST(verdict(basic("a%253Ab+c%25", "secret-of-a%3Ab+c%25"), "") == "client.unknown");
  BOOST_TEST(verdict(basic("a:b c%", "secret-of-a:b c%"), "") == "client_auth.malformed_basic");
}

BOOST_AUTO_TEST_CASE(disabled_client_is_refused_with_the_right_secret_too) {
  write([&](store::Transaction& tx) {
    store::disable_client_row(tx, app.client_id, db.clock.now());
    store::disable_client_row(tx, native.client_id, db.clock.now());
  });
  BOOST_TEST(verdict(basic("app", "secret-of-app"), "") == "client.disabled");
  BOOST_TEST(verdict("", "client_id=native") == "client.disabled");
}

BOOST_AUTO_TEST_CASE(two_secrets_overlap_until_the_older_expires) {
  add_secret("next-secret", std::nullopt);
  write([&](store::Transaction& tx) {
    tx.execute("UPDATE client_secrets SET expires_at = $1 WHERE secret_id = 's1'",
               kStart + Seconds(10));
  });
  BOOST_TEST(verdict(basic("app", "secret-of-app"), "") == "app");
  BOOST_TEST(verdict(basic("app", "next-secret"), "") == "app");
  db.clock.advance(Seconds(10));
  BOOST_TEST(verdict(basic("app", "secret-of-app"), "") == "client_auth.wrong_secret");
  BOOST_TEST(verdict(basic("app", "next-secret"), "") == "app");
}

BOOST_AUTO_TEST_CASE(confidential_client_without_a_secret_cannot_authenticate) {
  write([&](store::Transaction& tx) { store::delete_client_secrets(tx, app.client_id); });
  BOOST_TEST(verdict(basic("app", "secret-of-app"), "") == "client_auth.wrong_secret");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
