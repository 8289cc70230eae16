// What a refusal leaves behind: a log line, a row of the ring, a count; and in the audit, the
// request.
#include "endpoints/refusal.h"

#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "store/refusals.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

struct Refusals : testing::Site {
  const Client app = add(testing::web_client());
  Counters counters;

  http::Response token(http::Request request) {
    request.request_id = RequestId("r1");
    auto all = services();
    all.counters = &counters;
    return endpoints::token(request, all);
  }
  http::Request wrong_secret() {
    auto request = testing::post("/lockspire/token", {{"grant_type", "client_credentials"}});
    request.authorization = testing::basic("app", "not-the-secret");
    request.remote_address = "192.0.2.7";
    return request;
  }
  void refuse(const OAuthError& error, const http::Request& request) {
    log_refusal(services(), request, "token.refused", error);
  }
  // Notes ride with the next write.
  std::vector<store::Refusal> recorded(const std::string& request_id = "r1") {
    write([](store::Transaction&) {});
    return read(
        [&](store::Reader& reader) { return store::find_refusals(reader, RequestId(request_id)); });
  }
};

http::Request request_with_id(const std::string& id) {
  http::Request request = testing::get("/lockspire/authorize");
  request.request_id = RequestId(id);
  return request;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refusal_test, Refusals)

BOOST_AUTO_TEST_CASE(answer_that_is_no_refusal_leaves_nothing) {
  http::Request request =
      testing::post("/lockspire/token", {{"grant_type", "authorization_code"},
                                         {"code", code_for(app)},
                                         {"redirect_uri", testing::kCallback},
                                         {"code_verifier", testing::kVerifier}});
  request.authorization = testing::basic("app", "secret-of-app");
  BOOST_TEST(token(request).status() == 200);
  BOOST_TEST(recorded().empty());
}

BOOST_AUTO_TEST_CASE(refusal_is_recorded_with_its_reason) {
  BOOST_TEST(token(wrong_secret()).status() == 401);
  const auto found = recorded();
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].event == "token.refused");
  BOOST_TEST(found[0].error == "invalid_client");
  BOOST_TEST(found[0].reason == "client_auth.wrong_secret");
  BOOST_TEST(found[0].remote.value() == "192.0.2.7");
  BOOST_TEST((found[0].at == db.clock.now()));
}

BOOST_AUTO_TEST_CASE(client_that_is_not_proven_is_not_recorded_as_client) {
  token(wrong_secret());
  BOOST_TEST(!recorded()[0].client_id);
}

BOOST_AUTO_TEST_CASE(proven_client_is_recorded) {
  auto request = wrong_secret();
  request.authorization = testing::basic("app", "secret-of-app");
  BOOST_TEST(token(request).status() == 400);
  BOOST_TEST(recorded().at(0).client_id.value().text() == "app");
}

BOOST_AUTO_TEST_CASE(no_secret_is_recorded_or_logged) {
  token(wrong_secret());
  const auto found = recorded();
  BOOST_TEST(found[0].detail.value_or("").find("not-the-secret") == std::string::npos);
  BOOST_TEST(log_text().find("not-the-secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(bytes_that_steer_a_terminal_are_not_recorded) {
  refuse({ErrorCode::kInvalidRequest, "no", "request.content_type",
          "content type: \x1b[2J\n\x80\xff\x7f"},
         request_with_id("r1"));
  BOOST_TEST(recorded().at(0).detail.value() == "content type: ?[2J????");
}

BOOST_AUTO_TEST_CASE(long_details_are_cut) {
  refuse({ErrorCode::kInvalidRequest, "no", "request.content_type", std::string(100'000, 'x')},
         request_with_id("r1"));
  BOOST_TEST(recorded().at(0).detail.value().size() == 512U);
}

BOOST_AUTO_TEST_CASE(long_request_ids_are_cut) {
  refuse({ErrorCode::kInvalidRequest, "no", "page.unknown"},
         request_with_id(std::string(1'000, 'a')));
  BOOST_TEST(recorded(std::string(64, 'a')).size() == 1U);
}

BOOST_AUTO_TEST_CASE(refusals_are_counted_by_reason) {
  token(wrong_secret());
  token(wrong_secret());
  const auto counts = counters.take();
  BOOST_REQUIRE(counts.size() == 1U);
  BOOST_TEST(counts[0].name == "lockspire_refusals_total");
  BOOST_TEST(counts[0].value == "client_auth.wrong_secret");
  BOOST_TEST(counts[0].amount == 2U);
}

BOOST_AUTO_TEST_CASE(ignored_session_is_recorded_without_its_cookie) {
  http::Request request = request_with_id("r2");
  request.cookie = "__Host-lockspire_session=marked.secret.cookie";
  auto all = services();
  endpoints::authorize(request, all);
  request.query = encode_parameters(testing::authorize_query(app));
  endpoints::authorize(request, all);
  bool seen = false;
  for (const auto& refusal : recorded("r2")) {
    seen = seen || (refusal.event == "session.ignored" && refusal.error.empty());
    BOOST_TEST(refusal.detail.value_or("").find("marked") == std::string::npos);
  }
  BOOST_TEST(seen);
}

BOOST_AUTO_TEST_CASE(change_of_a_request_is_audited_with_its_id) {
  const std::string code = code_for(app);
  http::Request request =
      testing::post("/lockspire/token", {{"grant_type", "authorization_code"},
                                         {"code", code},
                                         {"redirect_uri", testing::kCallback},
                                         {"code_verifier", testing::kVerifier}});
  request.authorization = testing::basic("app", "secret-of-app");
  token(request);
  BOOST_TEST(token(request).status() == 400);
  const auto events =
      read([](store::Reader& reader) { return store::find_audit_events(reader, RequestId("r1")); });
  BOOST_REQUIRE(events.size() == 1U);
  BOOST_TEST(events[0].event == "grant.revoked");
  BOOST_TEST(events[0].reason.value() == "code.replayed");
}

// RFC 6585 4: 429 with the time to wait.
BOOST_AUTO_TEST_CASE(too_many_requests_says_how_long_to_wait) {
  const auto response = too_many_requests(
      {ErrorCode::kTemporarilyUnavailable, "too many", "client_auth.throttled"}, Seconds(17));
  BOOST_TEST(response.status() == 429);
  BOOST_TEST(response.find_header("Retry-After") == "17");
  BOOST_TEST(testing::error_in(response) == "temporarily_unavailable");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
