#include "protocol/client_keys.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"
#include "tests/unit/protocol/with_remote_jwks.h"

namespace lockspire {
namespace {

using jose::Alg;
using jose::SigningKey;
using testing::reason_of;

std::string set_of(const SigningKey& key) {
  return R"({"keys":[)" + key.public_jwk().print() + "]}";
}

struct WithClient : testing::WithRemoteJwks {
  const SigningKey first = SigningKey::generate(Alg::kEs256);
  const SigningKey second = SigningKey::generate(Alg::kEs256);
  Client client = testing::web_client();

  std::string reason(std::string_view kid, Alg alg = Alg::kEs256) {
    return reason_of(find_client_keys(client, kid, alg, remote));
  }
};

struct WithValue : WithClient {
  WithValue() { client.jwks = set_of(first); }
};

struct WithReference : WithClient {
  WithReference() {
    client.jwks_uri = kUri;
    serve(set_of(first));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(client_keys_test)

BOOST_FIXTURE_TEST_CASE(client_without_keys_has_none, WithClient) {
  BOOST_TEST(reason("a") == "client_keys.none_registered");
  BOOST_TEST(fetches == 0);
}

BOOST_FIXTURE_TEST_CASE(key_by_value_is_found_by_kid_or_without, WithValue) {
  const auto keys = find_client_keys(client, first.kid(), Alg::kEs256, remote);
  BOOST_REQUIRE(keys);
  BOOST_REQUIRE(keys->size() == 1U);
  BOOST_TEST(keys->front().verify(Alg::kEs256, "text", first.sign("text")));
  BOOST_TEST(reason("") == "accepted");
  BOOST_TEST(fetches == 0);
}

BOOST_FIXTURE_TEST_CASE(key_by_value_of_another_kid_or_algorithm_is_refused, WithValue) {
  BOOST_TEST(reason(second.kid()) == "client_keys.no_match");
  BOOST_TEST(reason(first.kid(), Alg::kRs256) == "client_keys.no_match");
  BOOST_TEST(reason(first.kid(), Alg::kHs256) == "client_keys.no_match");
  BOOST_TEST(fetches == 0);
}

BOOST_FIXTURE_TEST_CASE(key_by_reference_is_fetched, WithReference) {
  BOOST_TEST(reason(first.kid()) == "accepted");
  BOOST_TEST(reason(first.kid()) == "accepted");
  BOOST_TEST(fetches == 1);
}

// OIDC Core 10.1.1 #unknown-kid: keys that are not known are fetched anew.
BOOST_FIXTURE_TEST_CASE(rotated_key_is_found_at_once, WithReference) {
  BOOST_TEST(reason(first.kid()) == "accepted");
  serve(set_of(second));
  BOOST_TEST(reason(second.kid()) == "accepted");
  BOOST_TEST(reason(first.kid()) == "client_keys.no_match");
  BOOST_TEST(fetches == 2);
}

BOOST_FIXTURE_TEST_CASE(garbage_kids_do_not_make_us_hammer, WithReference) {
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(reason("garbage" + std::to_string(i)) == "client_keys.no_match");
  }
  BOOST_TEST(fetches == 2);
  BOOST_TEST(reason(first.kid()) == "accepted");
}

BOOST_FIXTURE_TEST_CASE(newest_keys_are_fetched_once_in_a_while, WithReference) {
  BOOST_TEST(reason("") == "accepted");
  serve(set_of(second));
  for (int i = 0; i < 100; ++i) {
    const auto keys = newest_client_keys(client, Alg::kEs256, remote);
    BOOST_REQUIRE(keys.size() == 1U);
    BOOST_TEST(keys.front().verify(Alg::kEs256, "text", second.sign("text")));
  }
  BOOST_TEST(fetches == 2);
}

BOOST_FIXTURE_TEST_CASE(keys_by_value_are_never_newer, WithValue) {
  BOOST_TEST(newest_client_keys(client, Alg::kEs256, remote).empty());
  BOOST_TEST(fetches == 0);
}

BOOST_FIXTURE_TEST_CASE(keys_that_cannot_be_fetched_are_no_keys, WithReference) {
  fail();
  const auto keys = find_client_keys(client, first.kid(), Alg::kEs256, remote);
  BOOST_REQUIRE(!keys);
  BOOST_TEST(keys.error().reason.text() == "client_keys.unavailable");
  BOOST_TEST((keys.error().code == ErrorCode::kTemporarilyUnavailable));
}

// Or a URL could be used to look around in a network.
BOOST_FIXTURE_TEST_CASE(client_is_not_told_why_its_keys_are_not_there, WithReference) {
  const auto told = [&] {
    clock.advance(kRemoteJwksRetry);
    const auto keys = find_client_keys(client, "a", Alg::kEs256, remote);
    return keys ? "accepted"
                : keys.error().description.text() + std::to_string(http_status(keys.error().code));
  };
  fail();
  const std::string refused = told();
  for (const int status : {200, 301, 403, 404, 500}) {
    serve("SSH-2.0-OpenSSH_9.2", status);
    BOOST_TEST(told() == refused);
  }
}

BOOST_FIXTURE_TEST_CASE(private_keys_at_a_jwks_uri_verify_nothing, WithReference) {
  Json key = first.public_jwk();
  key.set("d", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
  serve(R"({"keys":[)" + key.print() + "]}");
  BOOST_TEST(reason(first.kid()) == "client_keys.no_match");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
