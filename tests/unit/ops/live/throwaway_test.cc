#include "ops/live/throwaway.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "ops/clients.h"
#include "ops/live/site.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops::live {
namespace {

struct Clients : WithOperator {
  std::size_t clients() { return list_clients(who).size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(throwaway, Clients)

BOOST_AUTO_TEST_CASE(client_is_there_while_it_is_held) {
  {
    const ThrowawayClient client(who);
    BOOST_TEST(clients() == 1U);
    const auto shown = show_client(who, client.id());
    BOOST_TEST(shown->client.redirect_uris == std::vector<std::string>{std::string(kCallback)});
    BOOST_TEST(!shown->client.is_public());
    BOOST_TEST(shown->client.require_pkce);
    BOOST_TEST(host::is_session_id(client.subject()));
  }
  BOOST_TEST(clients() == 0U);
}

BOOST_AUTO_TEST_CASE(client_goes_when_something_is_thrown) {
  try {
    const ThrowawayClient client(who);
    throw std::runtime_error("interrupted");
  } catch (const std::runtime_error&) {
  }
  BOOST_TEST(clients() == 0U);
}

BOOST_AUTO_TEST_CASE(two_runs_have_two_clients) {
  const ThrowawayClient one(who);
  const ThrowawayClient two(who);
  BOOST_TEST(one.id().text() != two.id().text());
  BOOST_TEST(clients() == 2U);
}

// A run that goes on beside this one keeps its client, and so does everybody else.
BOOST_AUTO_TEST_CASE(leftovers_are_old_and_ours) {
  const ThrowawayClient client(who);
  Json metadata = Json::object();
  const std::vector<std::string> uris{"https://app.example/cb"};
  metadata.set("redirect_uris", Json::strings(uris));
  BOOST_TEST(create_client(who, metadata.view(), ClientId("acme")).has_value());
  BOOST_TEST(remove_leftovers(who) == 0);
  db.clock.advance(Seconds(601));
  BOOST_TEST(remove_leftovers(who) == 1);
  BOOST_TEST(show_client(who, ClientId("acme")).has_value());
  BOOST_TEST(!show_client(who, client.id()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops::live
