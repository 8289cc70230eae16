#include "store/interactions.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Interactions : WithRows {
  const Selector i1{"i1"};

  Interactions() {
    write([&](Transaction& tx) {
      Interaction interaction;
      interaction.interaction_id = i1;
      interaction.verifier_hash = Hash("verifier");
      interaction.browser_hash = Hash("browser");
      interaction.client_id = app.client_id;
      interaction.request = "{}";
      interaction.started_at = now;
      interaction.expires_at = now + Seconds(1'800);
      insert_interaction(tx, interaction);
    });
  }
  std::optional<Interaction> find(const char* id = "i1") {
    return read([&](Reader& reader) { return find_interaction(reader, Selector(id)); });
  }
  bool finish() {
    return write([&](Transaction& tx) { return finish_interaction(tx, i1, "test", now); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(interactions_test, Interactions)

BOOST_AUTO_TEST_CASE(interaction_reads_back_as_it_was) {
  const auto found = find();
  BOOST_REQUIRE(found);
  BOOST_TEST(found->verifier_hash.text() == "verifier");
  BOOST_TEST(found->browser_hash.text() == "browser");
  BOOST_TEST(found->client_id.text() == "app");
  BOOST_TEST(found->request == "{}");
  BOOST_TEST(!found->sub);
  BOOST_TEST(found->login_trips == 0);
  BOOST_TEST((found->started_at == now));
  BOOST_TEST((found->expires_at == now + Seconds(1'800)));
  BOOST_TEST(!found->finished_at);
  BOOST_TEST(!find("i2"));
}

BOOST_AUTO_TEST_CASE(interaction_is_finished_once) {
  BOOST_TEST(finish());
  BOOST_TEST(!finish());
  BOOST_TEST((find()->finished_at == now));
}

BOOST_AUTO_TEST_CASE(trips_add_up) {
  write([&](Transaction& tx) {
    count_login_trip(tx, i1);
    count_login_trip(tx, i1);
    count_login_trip(tx, Selector("i2"));
  });
  BOOST_TEST(find()->login_trips == 2);
}

BOOST_AUTO_TEST_CASE(account_can_change_until_the_end) {
  for (const char* sub : {"ada", "eve"}) {
    write([&](Transaction& tx) { bind_interaction(tx, i1, Subject(sub)); });
    BOOST_TEST(find()->sub->text() == sub);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
