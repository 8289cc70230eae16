#include "protocol/remote_jwks.h"

#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/unit/protocol/with_remote_jwks.h"

namespace lockspire {
namespace {

constexpr const char* kOne = R"({"keys":[{"kty":"x","kid":"1"}]})";
constexpr const char* kTwo = R"({"keys":[{"kty":"x","kid":"2"}]})";

struct WithCache : testing::WithRemoteJwks {
  // The document, or the problem.
  std::string current() {
    const auto document = remote.current(kUri);
    return document ? document->jwks : "problem: " + document.error();
  }
  // The renewed document, or "too early".
  std::string renewed() {
    const auto before = remote.current(kUri);
    if (!before) return "problem: " + before.error();
    const auto document = remote.renewed(kUri, *before);
    return document ? document->jwks : "too early";
  }
};

std::string problem_in(const std::string& body, int status = 200) {
  const auto jwks = jwks_in(outbound::Response{.status = status, .body = body});
  return jwks ? "fine" : jwks.error();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(remote_jwks_test, WithCache)

BOOST_AUTO_TEST_CASE(document_is_fetched_once_and_used_for_a_quarter_of_an_hour) {
  serve(kOne);
  BOOST_TEST(current() == kOne);
  clock.advance(kRemoteJwksFresh - Seconds(1));
  BOOST_TEST(current() == kOne);
  BOOST_TEST(fetches == 1);
  serve(kTwo);
  clock.advance(Seconds(1));
  BOOST_TEST(current() == kTwo);
  BOOST_TEST(fetches == 2);
}

BOOST_AUTO_TEST_CASE(other_programs_use_what_one_fetched) {
  serve(kOne);
  current();
  RemoteJwks other(store, clock, log, fetch(), 8);
  BOOST_TEST(other.current(kUri)->jwks == kOne);
  BOOST_TEST(fetches == 1);
}

BOOST_AUTO_TEST_CASE(last_good_document_serves_while_its_site_fails) {
  serve(kOne);
  current();
  fail();
  clock.advance(kRemoteJwksFresh);
  BOOST_TEST(current() == kOne);
  BOOST_TEST(fetches == 2);
  BOOST_TEST(current() == kOne);
  clock.advance(kRemoteJwksRetry - Seconds(1));
  current();
  BOOST_TEST(fetches == 2);
  clock.advance(Seconds(1));
  current();
  BOOST_TEST(fetches == 3);
}

BOOST_AUTO_TEST_CASE(last_good_document_ends_after_a_day) {
  serve(kOne);
  current();
  fail();
  clock.advance(kRemoteJwksKept - Seconds(1));
  BOOST_TEST(current() == kOne);
  clock.advance(Seconds(1));
  BOOST_TEST(current() == "problem: nobody there");
  serve(kTwo);
  clock.advance(kRemoteJwksRetry);
  BOOST_TEST(current() == kTwo);
}

BOOST_AUTO_TEST_CASE(site_that_fails_is_not_asked_again_at_once) {
  fail();
  BOOST_TEST(current() == "problem: nobody there");
  serve(kOne);
  BOOST_TEST(current() == "problem: nobody there");
  BOOST_TEST(fetches == 1);
  clock.advance(kRemoteJwksRetry);
  BOOST_TEST(current() == kOne);
}

BOOST_AUTO_TEST_CASE(unknown_kid_fetches_at_once_and_then_not_soon_again) {
  serve(kOne);
  current();
  serve(kTwo);
  BOOST_TEST(renewed() == kTwo);
  BOOST_TEST(fetches == 2);
  for (int i = 0; i < 100; ++i) BOOST_TEST(renewed() == "too early");
  BOOST_TEST(fetches == 2);
  clock.advance(kRemoteJwksRetry);
  serve(kOne);
  BOOST_TEST(renewed() == kOne);
  BOOST_TEST(fetches == 3);
}

BOOST_AUTO_TEST_CASE(unknown_kids_at_every_program_are_counted_together) {
  serve(kOne);
  current();
  renewed();
  RemoteJwks other(store, clock, log, fetch(), 8);
  BOOST_TEST(!other.renewed(kUri, *other.current(kUri)).has_value());
  BOOST_TEST(fetches == 2);
}

BOOST_AUTO_TEST_CASE(document_that_somebody_renewed_meanwhile_is_taken_without_a_fetch) {
  serve(kOne);
  const auto before = remote.current(kUri);
  BOOST_REQUIRE(before);
  serve(kTwo);
  renewed();
  const auto document = remote.renewed(kUri, *before);
  BOOST_REQUIRE(document);
  BOOST_TEST(document->jwks == kTwo);
  BOOST_TEST(fetches == 2);
}

BOOST_AUTO_TEST_CASE(failed_renewal_leaves_the_document_and_waits) {
  serve(kOne);
  current();
  fail();
  BOOST_TEST(renewed() == kOne);
  BOOST_TEST(renewed() == "too early");
  BOOST_TEST(current() == kOne);
  BOOST_TEST(fetches == 2);
}

BOOST_AUTO_TEST_CASE(clock_that_was_set_back_does_not_stop_it) {
  serve(kOne);
  current();
  renewed();
  clock.advance(-Seconds(86'400));
  serve(kTwo);
  BOOST_TEST(current() == kTwo);
  BOOST_TEST(fetches == 3);
}

BOOST_AUTO_TEST_CASE(threads_that_need_it_at_once_fetch_once) {
  serve(kOne);
  std::vector<std::thread> threads;
  std::atomic<int> served = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { served += remote.current(kUri).has_value() ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(served == 4);
  BOOST_TEST(fetches == 1);
}

BOOST_AUTO_TEST_CASE(fetch_that_throws_does_not_block_the_next) {
  RemoteJwks broken(
      store, clock, log,
      [](const std::string&) -> std::expected<outbound::Response, outbound::Failure> {
        throw std::runtime_error("broken");
      },
      8);
  BOOST_CHECK_THROW((void)broken.current(kUri), std::runtime_error);
  BOOST_CHECK_THROW((void)broken.current(kUri), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(only_a_jwk_set_of_bounded_size_is_a_document) {
  BOOST_TEST(problem_in(kOne) == "fine");
  BOOST_TEST(problem_in(kOne, 201) == "the status is 201, not 200");
  BOOST_TEST(problem_in(kOne, 302) == "the status is 302, not 200");
  BOOST_TEST(problem_in("<html>").starts_with("it is not JSON"));
  BOOST_TEST(problem_in(R"({"keys":[],"keys":[]})").starts_with("it is not JSON"));
  BOOST_TEST(problem_in(std::string(70'000, ' ') + kOne).starts_with("it is not JSON"));
  BOOST_TEST(problem_in(R"({"keys":[[[[[[[[[1]]]]]]]]]})").starts_with("it is not JSON"));
  BOOST_TEST(problem_in("[]").starts_with("it is no JWK Set"));
  BOOST_TEST(problem_in("").starts_with("it is not JSON"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
