// Every kind of token that leaves this server or its host, shown to everyone who takes one: each is
// good where it belongs and nowhere else.
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "protocol/authorize/id_token_hint.h"
#include "protocol/introspection.h"
#include "tests/unit/protocol/guard/with_api.h"

namespace lockspire::endpoints {
namespace {

struct Kind {
  const char* name;
  std::string token;
  // The names of the consumers that take it.
  std::vector<std::string_view> good_at;
};

struct AllKinds : guard::WithApi {
  Client confidential = testing::web_client("confidential");

  AllKinds() {
    confidential.introspection_signed_response_alg = jose::Alg::kEs256;
    add(confidential);
  }

  std::vector<Kind> kinds() {
    const auto answer = redeem(confidential, code_for(confidential, "openid offline_access"));
    const std::string cookie = session_cookie(testing::ada());
    const std::string code = code_for(confidential, "openid");
    return {
        {"ID token", testing::member(answer, "id_token"), {"hint"}},
        {"access token", testing::member(answer, "access_token"), {"userinfo", "introspection"}},
        {"access token for an API", token_of(confidential), {"guard", "introspection"}},
        {"opaque access token for an API", token_of(opaque_app), {"guard"}},
        {"refresh token", testing::member(answer, "refresh_token"), {"introspection", "refresh"}},
        {"code", code, {"redemption"}},
        {"session cookie", cookie.substr(cookie.find('=') + 1), {"session"}},
        {"signed introspection", signed_introspection(), {}},
    };
  }
  std::string signed_introspection() {
    const Json answer = lockspire::introspect({Secret(token_of(confidential))}, confidential,
                                              db.store, policy, db.clock.now());
    return sign_introspection(json_of(answer), confidential, policy, keys(), db.clock.now())
        .reveal();
  }
  static Json json_of(const Json& json) { return testing::json_of(json.print()); }

  bool introspects(const std::string& token) {
    return lockspire::introspect({Secret(token)}, confidential, db.store, policy, db.clock.now())
        .view()
        .boolean("active")
        .value();
  }
  bool signs_in(const std::string& token) {
    const host::SessionRules& rules = *services().session_rules;
    return host::verify_session(token, rules, db.clock.now()).has_value();
  }
  bool hints(const std::string& token) {
    return check_id_token_hint(token, confidential, policy, keys()).has_value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cross_jwt_test, AllKinds)

// RFC 8725 3.11: no kind of JWT passes for another.
BOOST_AUTO_TEST_CASE(every_kind_is_good_where_it_belongs_and_nowhere_else) {
  using Consumer = std::pair<std::string_view, std::function<bool(const std::string&)>>;
  // Those that use a token up come last.
  const std::vector<Consumer> consumers{
      {"userinfo", [&](const std::string& token) { return userinfo(token).status() == 200; }},
      {"guard", [&](const std::string& token) { return verdict(token) == "accepted"; }},
      {"introspection", [&](const std::string& token) { return introspects(token); }},
      {"hint", [&](const std::string& token) { return hints(token); }},
      {"session", [&](const std::string& token) { return signs_in(token); }},
      {"refresh",
       [&](const std::string& token) { return refresh(confidential, token).status() == 200; }},
      {"redemption",
       [&](const std::string& token) { return redeem(confidential, token).status() == 200; }},
  };
  for (const Kind& kind : kinds()) {
    BOOST_TEST_REQUIRE(!kind.token.empty());
    for (const auto& [name, takes] : consumers) {
      BOOST_TEST_CONTEXT(kind.name << " at " << name) {
        const bool good = std::ranges::find(kind.good_at, name) != kind.good_at.end();
        BOOST_TEST(takes(kind.token) == good);
      }
    }
  }
}

// A browser sends its cookies along; no endpoint for clients reads them.
BOOST_AUTO_TEST_CASE(session_cookie_opens_no_endpoint_for_clients) {
  const std::string cookie = session_cookie(testing::ada());
  auto all = services();
  http::Request asks_userinfo = testing::get("/lockspire/userinfo");
  asks_userinfo.cookie = cookie;
  BOOST_TEST(endpoints::userinfo(asks_userinfo, all).status() == 401);
  for (const auto& endpoint : {endpoints::token, endpoints::revoke, endpoints::introspect}) {
    http::Request request =
        testing::post("/lockspire/x", {{"grant_type", "refresh_token"},
                                       {"refresh_token", "a.b"},
                                       {"token", "a.b"},
                                       {"client_id", confidential.client_id.text()}});
    request.cookie = cookie;
    BOOST_TEST(endpoint(request, all).status() == 401);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
