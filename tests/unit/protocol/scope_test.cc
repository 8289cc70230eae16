#include "protocol/scope.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::error_of;
using testing::example_policy;
using testing::reason_of;
using testing::web_client;

struct Row {
  std::string scope;
  std::string outcome;  // the granted scopes, or the reason of the refusal
};

std::string verdict(const Result<Words>& result) {
  return result ? join_words(*result) : reason_of(result);
}

std::string requested(const std::string& scope, const Client& client = web_client()) {
  return verdict(check_requested_scope(scope, client, example_policy()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scope_test)

BOOST_AUTO_TEST_CASE(words_are_split_without_duplicates_in_their_order) {
  BOOST_TEST(join_words(split_words("b a  b c a ")) == "b a c");
  BOOST_TEST(split_words("").empty());
  BOOST_TEST(split_words("   ").empty());
  BOOST_TEST(join_words(split_words("a\tb")) == "a\tb");
}

BOOST_AUTO_TEST_CASE(sets_are_compared_word_by_word) {
  BOOST_TEST(is_subset({}, {}));
  BOOST_TEST(is_subset({"a"}, {"b", "a"}));
  BOOST_TEST(!is_subset({"a", "c"}, {"b", "a"}));
  BOOST_TEST(!is_subset({"a"}, {"ab"}));
  BOOST_TEST(join_words(difference({"a", "b", "c"}, {"b"})) == "a c");
  BOOST_TEST(join_words(unite({"a"}, {"b", "a"})) == "a b");
}

// RFC 6749 3.3: a list of words that are case-sensitive, in any order; what is unknown or not
// registered is invalid_scope.
BOOST_AUTO_TEST_CASE(requested_scope_is_granted_whole_or_refused) {
  const Row rows[] = {
      {"openid", "openid"},
      {"email openid email", "email openid"},
      {" openid ", "openid"},
      {"notes.read", "notes.read"},
      {"openid admin", "scope.not_registered"},
      {"openid unheard.of", "scope.unknown"},
      {"OpenID", "scope.unknown"},
      {"openid email ", "openid email"},
      {"openid,email", "scope.unknown"},
      {"openid\temail", "scope.malformed"},
      {"openid \"", "scope.malformed"},
      {"openid \\", "scope.malformed"},
      {"openid \x7f", "scope.malformed"},
      {"openid \xc3\xa9", "scope.malformed"},
      {"openid%00", "scope.unknown"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.scope) {
      BOOST_TEST(requested(row.scope) == row.outcome);
    }
  }
}

// RFC 6749 3.3 #omitted: without a default, a request without a scope fails.
BOOST_AUTO_TEST_CASE(request_without_a_scope_is_refused) {
  BOOST_TEST(error_of(check_requested_scope(std::nullopt, web_client(), example_policy())) ==
             "invalid_scope");
  BOOST_TEST(requested("") == "scope.missing");
  BOOST_TEST(requested("  ") == "scope.missing");
}

// OIDC Core 11: without the grant for refresh tokens, offline_access is ignored.
BOOST_AUTO_TEST_CASE(offline_access_is_dropped_where_it_means_nothing) {
  Client online = web_client();
  online.grant_types = {"authorization_code"};
  Client unregistered = web_client();
  unregistered.scopes = {"openid"};
  BOOST_TEST(requested("openid offline_access") == "openid offline_access");
  BOOST_TEST(requested("openid offline_access", online) == "openid");
  BOOST_TEST(requested("openid offline_access", unregistered) == "openid");
  BOOST_TEST(requested("offline_access", online) == "scope.missing");
}

BOOST_AUTO_TEST_CASE(offline_access_that_the_operator_does_not_know_is_dropped) {
  Policy policy = example_policy();
  policy.scopes.erase("offline_access");
  BOOST_TEST(verdict(check_requested_scope("openid offline_access", web_client(), policy)) ==
             "openid");
}

// RFC 6749 6: a refresh may narrow the scope and never widen it.
BOOST_AUTO_TEST_CASE(refresh_narrows_and_never_widens) {
  const Words granted{"openid", "email"};
  BOOST_TEST(verdict(check_narrowed_scope(std::nullopt, granted)) == "openid email");
  const Row rows[] = {
      {"email", "email"},
      {"email openid", "email openid"},
      {"email profile", "scope.exceeds_grant"},
      {"profile", "scope.exceeds_grant"},
      {"EMAIL", "scope.exceeds_grant"},
      {" ", "scope.exceeds_grant"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.scope) {
      BOOST_TEST(verdict(check_narrowed_scope(row.scope, granted)) == row.outcome);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
