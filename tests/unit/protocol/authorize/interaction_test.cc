#include "protocol/authorize/interaction.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct Interactions : testing::Site {
  const Client app = add(testing::web_client());
  const NewInteraction started = start();

  NewInteraction start() {
    AuthorizeRequest ask;
    ask.scopes = {"openid"};
    const ReturnAddress address{.target = match_redirect_uri(app, testing::kCallback).value(),
                                .response_mode = ResponseMode::kQuery,
                                .state = "st"};
    NewInteraction made = make_interaction(address, ask, app, policy, random, db.clock.unix_ms());
    write([&](store::Transaction& tx) { store::insert_interaction(tx, made.row); });
    return made;
  }

  [[nodiscard]] std::string cookie_of(const NewInteraction& interaction) const {
    return interaction_cookie_name(policy, interaction.row.interaction_id) + "=" +
           interaction.browser_secret.reveal();
  }

  Result<OpenInteraction> open(const std::string& id, const std::string& cookie) {
    return read([&](store::Reader& reader) {
      return open_interaction(id, cookie, reader, policy, db.clock.now());
    });
  }
  std::string verdict(const std::string& id, const std::string& cookie) {
    return testing::reason_of(open(id, cookie));
  }
  std::string token_for(const host::Session& session) {
    return csrf_token(open(started.id.reveal(), cookie_of(started)).value(), session);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(interaction_test, Interactions)

BOOST_AUTO_TEST_CASE(browser_that_began_may_go_on) {
  const auto open_one = open(started.id.reveal(), "a=b; " + cookie_of(started) + "; c=d");
  BOOST_REQUIRE(open_one);
  BOOST_TEST(open_one->row.client_id.text() == "app");
  BOOST_TEST(open_one->id == started.id.reveal());
}

BOOST_AUTO_TEST_CASE(id_that_is_not_known_is_refused) {
  const std::string id = started.id.reveal();
  for (const std::string& wrong :
       {std::string(""), std::string("x"), id.substr(0, 26), id.substr(0, id.size() - 4) + "AAAA",
        id + "A", id + "/", std::string("..%2f"), std::string(10'000, 'a')}) {
    BOOST_TEST_CONTEXT(wrong.substr(0, 60)) {
      BOOST_TEST(verdict(wrong, cookie_of(started)) == "interaction.unknown");
    }
  }
}

// RFC 9700 4.7: an interaction belongs to the browser that began it.
BOOST_AUTO_TEST_CASE(other_browser_is_refused) {
  const std::string id = started.id.reveal();
  const std::string name = interaction_cookie_name(policy, started.row.interaction_id);
  const std::string cookie = cookie_of(started);
  const NewInteraction other = start();
  for (const std::string& wrong :
       {std::string(""), name + "=", name + "=x", cookie + "x", cookie.substr(7), cookie_of(other),
        name + "=" + other.browser_secret.reveal(), cookie + "; " + cookie,
        cookie + "; " + name + "=x"}) {
    BOOST_TEST_CONTEXT(wrong) {
      BOOST_TEST(verdict(id, wrong) == "interaction.unbound");
    }
  }
}

BOOST_AUTO_TEST_CASE(finished_interaction_stays_finished) {
  write([&](store::Transaction& tx) {
    store::finish_interaction(tx, started.row.interaction_id, "code.issued", db.clock.now());
  });
  BOOST_TEST(verdict(started.id.reveal(), cookie_of(started)) == "interaction.finished");
}

BOOST_AUTO_TEST_CASE(interaction_expires_to_the_second) {
  db.clock.advance(policy.interaction_lifetime - Seconds(1));
  BOOST_TEST(verdict(started.id.reveal(), cookie_of(started)) == "accepted");
  db.clock.advance(Seconds(1));
  BOOST_TEST(verdict(started.id.reveal(), cookie_of(started)) == "interaction.expired");
}

// RFC 6749 10.12: the token is bound to browser, interaction, account and session.
BOOST_AUTO_TEST_CASE(csrf_token_is_of_one_interaction_and_one_session) {
  host::Session other_session = testing::ada();
  other_session.sid = "s-2";
  host::Session other_account = testing::ada();
  other_account.sub = Subject("eve");
  host::Session renewed = testing::ada();
  renewed.expires_at += Seconds(600);
  const NewInteraction second = start();
  const OpenInteraction other = open(second.id.reveal(), cookie_of(second)).value();
  const std::string token = token_for(testing::ada());
  BOOST_TEST(token == token_for(renewed));
  BOOST_TEST(token != token_for(other_session));
  BOOST_TEST(token != token_for(other_account));
  BOOST_TEST(token != csrf_token(other, testing::ada()));
}

BOOST_AUTO_TEST_CASE(database_holds_neither_id_nor_browser_secret) {
  BOOST_TEST(started.row.verifier_hash.text() != started.id.reveal());
  BOOST_TEST(started.id.reveal().find(started.row.verifier_hash.text()) == std::string::npos);
  BOOST_TEST(started.row.browser_hash.text() != started.browser_secret.reveal());
}

BOOST_AUTO_TEST_CASE(cookie_has_the_host_prefix_only_over_https) {
  BOOST_TEST(cookie_of(started).starts_with("__Host-lockspire_i_"));
  policy.secure = false;
  BOOST_TEST(cookie_of(started).starts_with("lockspire_i_"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
