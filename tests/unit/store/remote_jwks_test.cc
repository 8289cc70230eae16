#include "store/remote_jwks.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr const char* kUri = "https://keys.example/jwks";

struct WithDocuments : testing::TestStore {
  void save(const RemoteJwksRow& row) {
    store.transact([&](Transaction& tx) {
      save_remote_jwks(tx, row);
      return true;
    });
  }
  std::optional<RemoteJwksRow> find(std::string_view uri = kUri) {
    return store.read([&](Reader& db) { return find_remote_jwks(db, uri); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(remote_jwks_rows, WithDocuments)

BOOST_AUTO_TEST_CASE(what_was_never_saved_is_absent) {
  BOOST_TEST(!find().has_value());
}

BOOST_AUTO_TEST_CASE(failed_attempt_without_a_document_is_kept) {
  save({.jwks_uri = kUri, .attempted_at = clock.now(), .problem = "no address"});
  const auto row = find();
  BOOST_REQUIRE(row);
  BOOST_TEST(!row->jwks.has_value());
  BOOST_TEST(!row->fetched_at.has_value());
  BOOST_TEST(row->problem.value_or("") == "no address");
  BOOST_TEST((row->attempted_at == clock.now()));
}

BOOST_AUTO_TEST_CASE(saving_again_replaces_every_column) {
  save({.jwks_uri = kUri, .attempted_at = clock.now(), .problem = "no address"});
  clock.advance(Seconds(5));
  save({.jwks_uri = kUri,
        .jwks = "{}",
        .fetched_at = clock.now(),
        .attempted_at = clock.now(),
        .renewed_at = clock.now()});
  const auto row = find();
  BOOST_REQUIRE(row);
  BOOST_TEST(row->jwks.value_or("") == "{}");
  BOOST_TEST((row->fetched_at == clock.now()));
  BOOST_TEST((row->renewed_at == clock.now()));
  BOOST_TEST(!row->problem.has_value());
}

BOOST_AUTO_TEST_CASE(only_idle_documents_are_deleted) {
  save({.jwks_uri = "a", .attempted_at = clock.now()});
  save({.jwks_uri = "b", .attempted_at = clock.now()});
  clock.advance(Seconds(60));
  save({.jwks_uri = "c", .attempted_at = clock.now()});
  const auto delete_idle = [&](int limit) {
    return store.transact([&](Transaction& tx) {
      return delete_idle_remote_jwks(tx, clock.now() - Seconds(60), limit);
    });
  };
  BOOST_TEST(delete_idle(1) == 1);
  BOOST_TEST(delete_idle(10) == 1);
  BOOST_TEST(delete_idle(10) == 0);
  BOOST_TEST(find("c").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
