#include "ops/explain.h"

#include <boost/test/unit_test.hpp>

#include "protocol/audit.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct Explaining : WithOperator {
  void refuse(const std::string& request_id, const std::string& reason,
              const std::optional<ClientId>& client_id = {}) {
    db.store.transact([&](store::Transaction& tx) {
      store::insert_refusal(tx, {.request_id = RequestId(request_id),
                                 .at = db.clock.now(),
                                 .event = "authorize.refused",
                                 .error = "invalid_request",
                                 .reason = reason,
                                 .detail = std::nullopt,
                                 .client_id = client_id,
                                 .remote = std::nullopt});
      return true;
    });
  }
  void change(const std::string& request_id) {
    db.store.transact([&](store::Transaction& tx) {
      store::insert_audit_event(
          tx, audit_row(
                  "grant.revoked", "succeeded", "app",
                  {.random = random, .now = db.clock.now(), .request_id = RequestId(request_id)}));
      return true;
    });
  }
  auto ask(const std::string& request_id) { return explain(who, RequestId(request_id)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(explain_test, Explaining)

BOOST_AUTO_TEST_CASE(unknown_request_is_not_found) {
  refuse("a", "pkce.required");
  const auto answer = ask("b");
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_CASE(empty_id_is_not_found_though_audit_rows_have_none) {
  change("");
  make_client("app");
  BOOST_TEST(!ask(""));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_a_finding_too) {
  refuse("a", "pkce.required", ClientId("app"));
  refuse("b", "made.up");
  const Finding known = finding_of(ask("a")->refusals.at(0));
  BOOST_TEST(known.code == "pkce.required");
  BOOST_TEST(!known.summary.empty());
  BOOST_TEST(known.detail.starts_with("expected: "));
  BOOST_TEST(!known.fix.empty());
  BOOST_TEST(finding_of(ask("b")->refusals.at(0)).fix == "lockspire upgrade");
}

BOOST_AUTO_TEST_CASE(reason_of_another_release_is_shown_without_an_explanation) {
  refuse("a", "dpop.nonce");
  const auto answer = ask("a");
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->refusals.at(0).explanation == nullptr);
  BOOST_TEST(answer->refusals[0].refusal.reason == "dpop.nonce");
  BOOST_TEST(answer->refusals[0].remedy.empty());
}

BOOST_AUTO_TEST_CASE(refusal_is_explained_with_both_clocks) {
  refuse("a", "pkce.required");
  const Instant then = db.clock.now();
  db.clock.advance(Seconds(90));
  const auto answer = ask("a");
  BOOST_REQUIRE(answer);
  BOOST_TEST((answer->refusals.at(0).refusal.at == then));
  BOOST_TEST((answer->now - then == Seconds(90)));
  BOOST_TEST(answer->refusals[0].explanation->clause == "RFC 9700 2.1.1");
}

BOOST_AUTO_TEST_CASE(remedy_names_the_client) {
  refuse("a", "pkce.required", ClientId("acme"));
  refuse("b", "pkce.required");
  refuse("c", "client.disabled", ClientId("acme"));
  BOOST_TEST(ask("a")->refusals.at(0).remedy.starts_with(
      "lockspire client update acme --require-pkce false"));
  BOOST_TEST(ask("b")->refusals.at(0).remedy.starts_with("lockspire client update ID "));
  BOOST_TEST(ask("c")->refusals.at(0).remedy == "lockspire client enable acme");
}

BOOST_AUTO_TEST_CASE(client_whose_name_has_the_placeholder_in_it_ends) {
  refuse("a", "client.disabled", ClientId(" ID"));
  BOOST_TEST(ask("a")->refusals.at(0).remedy == "lockspire client enable  ID");
}

BOOST_AUTO_TEST_CASE(what_the_request_changed_is_shown_too) {
  refuse("a", "code.replayed");
  change("a");
  change("b");
  const auto answer = ask("a");
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->refusals.size() == 1U);
  BOOST_REQUIRE(answer->events.size() == 1U);
  BOOST_TEST(answer->events[0].event == "grant.revoked");
}

BOOST_AUTO_TEST_CASE(request_that_was_not_refused_is_explained_by_what_it_changed) {
  change("a");
  BOOST_REQUIRE(ask("a"));
  BOOST_TEST(ask("a")->refusals.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
