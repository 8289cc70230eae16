#include "ops/remote_jwks_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store/remote_jwks.h"
#include "tests/unit/ops/with_operator.h"
#include "tests/unit/outbound/canned_server.h"

namespace lockspire::ops {
namespace {

constexpr const char* kPrivate = "https://127.0.0.1/jwks";
constexpr const char* kGoodKey =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"})";

struct WithJwksUri : WithOperator {
  Client client = make_client("app").client;

  // The client's keys are there from now on.
  void register_at(const std::string& uri) {
    client.jwks_uri = uri;
    db.store.transact([&](store::Transaction& tx) {
      return store::update_client_metadata(tx, client.client_id, client_metadata(client).print(),
                                           db.clock.now());
    });
  }
  // An exchange without TLS, for a server of the test.
  static outbound::Options plain() {
    outbound::Options options;
    options.rules = {.reach = outbound::Reach::kAnywhere, .allow_http = true};
    return options;
  }
  // The codes of the findings, one after the other.
  std::string codes(const outbound::Options& options) {
    std::string out;
    const Findings findings = check_remote_jwks(who, ClientId("app"), options).value();
    for (const Finding& finding : findings) {
      out += (out.empty() ? "" : " ") + finding.code.substr(finding.code.find('.') + 1);
      if (finding.severity != Severity::kOk) out += "!";
    }
    return out;
  }
  std::string codes_for(const std::string& body, const std::string& status = "200 OK") {
    const testing::CannedServer server("HTTP/1.1 " + status + "\r\nContent-Length: " +
                                       std::to_string(body.size()) + "\r\n\r\n" + body);
    register_at(server.url());
    return codes(plain());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(remote_jwks_check_test, WithJwksUri)

BOOST_AUTO_TEST_CASE(only_a_client_with_a_jwks_uri_is_looked_at) {
  BOOST_TEST((check_remote_jwks(who, ClientId("x"), {}).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((check_remote_jwks(who, ClientId("app"), {}).error().kind == RefusalKind::kRefused));
}

BOOST_AUTO_TEST_CASE(each_step_is_told_when_all_is_well) {
  BOOST_TEST(codes_for(R"({"keys":[)" + std::string(kGoodKey) + "]}") ==
             "uri addresses answer key cache");
}

BOOST_AUTO_TEST_CASE(keys_that_verify_nothing_are_told_apart) {
  BOOST_TEST(codes_for(R"({"keys":[{"kty":"x"},)" + std::string(kGoodKey) + "]}") ==
             "uri addresses answer key_unusable! key cache");
  BOOST_TEST(codes_for(R"({"keys":[]})") == "uri addresses answer no_key! cache");
}

BOOST_AUTO_TEST_CASE(it_ends_with_the_step_that_fails) {
  BOOST_TEST(codes_for("<html>") == "uri addresses answer no_set! cache");
  BOOST_TEST(codes_for("", "302 Found\r\nLocation: /x") == "uri addresses answer no_set! cache");
  register_at("https://127.0.0.1/jwks");
  BOOST_TEST(codes({}) == "uri refused! cache");
  register_at("https://127.0.0.1:8443/jwks");
  BOOST_TEST(codes({}) == "uri refused! cache");
  register_at("https://no-such-host.invalid/jwks");
  BOOST_TEST(codes({}) == "uri refused! cache");
}

BOOST_AUTO_TEST_CASE(refused_address_and_the_exception_for_it_are_named) {
  register_at("https://127.0.0.1/jwks?secret=1");
  const auto findings = check_remote_jwks(who, ClientId("app"), {}).value();
  BOOST_TEST(findings[0].summary.find("secret") == std::string::npos);
  BOOST_TEST(findings[1].detail.find("127.0.0.1, which is loopback") != std::string::npos);
  BOOST_TEST(findings[1].fix.find("allow_private") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(last_good_document_is_told_and_left_alone) {
  register_at(kPrivate);
  const auto save = [&](store::RemoteJwksRow row) {
    row.attempted_at = db.clock.now();
    db.store.transact([&](store::Transaction& tx) {
      store::save_remote_jwks(tx, row);
      return true;
    });
  };
  save({.jwks_uri = kPrivate, .jwks = R"({"keys":[]})", .fetched_at = db.clock.now()});
  BOOST_TEST(codes({}) == "uri refused! cache");
  save({.jwks_uri = kPrivate,
        .jwks = R"({"keys":[]})",
        .fetched_at = db.clock.now(),
        .problem = "no address"});
  BOOST_TEST(codes({}) == "uri refused! cache!");
  const auto row = db.store.read(
      [](store::Reader& reader) { return store::find_remote_jwks(reader, kPrivate); });
  BOOST_TEST(row->problem.value_or("") == "no address");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
