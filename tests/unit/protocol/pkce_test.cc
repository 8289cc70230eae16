#include "protocol/pkce.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::error_of;
using testing::form_of;
using testing::kChallenge;
using testing::kVerifier;
using testing::native_client;
using testing::reason_of;
using testing::web_client;

struct Row {
  std::string query;
  std::string outcome;
};

// A client that the operator let off PKCE.
Client lenient_client() {
  Client client = web_client();
  client.require_pkce = false;
  return client;
}

std::string challenge_query(const std::string& challenge) {
  return "code_challenge=" + challenge + "&code_challenge_method=S256";
}

std::string verdict(const std::optional<std::string>& challenge,
                    const std::optional<std::string>& verifier) {
  return reason_of(check_code_verifier(challenge, verifier));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkce_test)

// RFC 7636 4.4.1: a missing challenge and a method that is not supported are invalid_request.
// RFC 9700 2.1.1: every client must send a challenge.
// RFC 7636 4.4.1 #required: a challenge that is required and missing is invalid_request.
BOOST_AUTO_TEST_CASE(challenge_is_s256_or_nothing) {
  const std::string c = kChallenge;
  const Row rows[] = {
      {challenge_query(c), "accepted"},
      {"", "pkce.required"},
      {"code_challenge=&code_challenge_method=", "pkce.required"},
      {"code_challenge_method=S256", "pkce.missing_challenge"},
      {"code_challenge=" + c, "pkce.method"},
      {"code_challenge=" + c + "&code_challenge_method=", "pkce.method"},
      {"code_challenge=" + c + "&code_challenge_method=plain", "pkce.method"},
      {"code_challenge=" + c + "&code_challenge_method=s256", "pkce.method"},
      {"code_challenge=" + c + "&code_challenge_method=S256+", "pkce.method"},
      {"code_challenge=" + c + "&code_challenge_method=S512", "pkce.method"},
      {challenge_query(c) + "&code_challenge=" + c, "request.repeated_parameter"},
      {challenge_query(c) + "&code_challenge_method=S256", "request.repeated_parameter"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.query) {
      const auto result = parse_code_challenge(form_of(row.query), web_client());
      BOOST_TEST(reason_of(result) == row.outcome);
      if (!result) BOOST_TEST(error_of(result) == "invalid_request");
    }
  }
}

// RFC 7636 4.2: a challenge is the base64url of a SHA-256: 43 characters.
BOOST_AUTO_TEST_CASE(challenge_of_another_shape_is_refused) {
  const std::string c = kChallenge;
  for (const std::string& bad :
       {c.substr(1), c + "A", std::string(128, 'a'), c.substr(1) + "%3D", c.substr(1) + "%2B",
        c.substr(1) + "/", c.substr(1) + "%20", c.substr(1) + "%00", c.substr(1) + "%C3%A9",
        c.substr(1) + ".", c.substr(1) + "~"}) {
    BOOST_TEST_CONTEXT(bad) {
      const auto result = parse_code_challenge(form_of(challenge_query(bad)), web_client());
      BOOST_TEST(error_of(result) == "invalid_request");
    }
  }
}

// RFC 9700 2.1.1: only a confidential client may be let off, and what it sends counts all the same.
// RFC 8252 8.1: a public client must use PKCE.
BOOST_AUTO_TEST_CASE(only_a_confidential_client_may_go_without) {
  Client lenient_public = native_client();
  lenient_public.require_pkce = false;
  BOOST_TEST(reason_of(parse_code_challenge(form_of(""), lenient_client())) == "accepted");
  BOOST_TEST(reason_of(parse_code_challenge(form_of(""), lenient_public)) == "pkce.required");
  BOOST_TEST(reason_of(parse_code_challenge(form_of("code_challenge=x"), lenient_client())) ==
             "pkce.method");
  BOOST_TEST(reason_of(parse_code_challenge(form_of("code_challenge_method=S256"),
                                            lenient_client())) == "pkce.missing_challenge");
}

// RFC 7636 4.6: the hash of the verifier must equal the challenge.
BOOST_AUTO_TEST_CASE(verifier_of_the_rfc_example_holds) {
  BOOST_TEST(verdict(kChallenge, kVerifier) == "accepted");
  BOOST_TEST(verdict(std::nullopt, std::nullopt) == "accepted");
}

// RFC 7636 4.1: 43 to 128 unreserved characters.
// RFC 7636 4.6: anything else is invalid_grant.
// RFC 7636 4.6 #error: a verifier that does not match is invalid_grant.
BOOST_AUTO_TEST_CASE(verifier_that_does_not_prove_the_challenge_is_refused) {
  const std::string v = kVerifier;
  const Row rows[] = {
      {std::string(43, 'a'), "pkce.mismatch"},
      {std::string(128, '~'), "pkce.mismatch"},
      {v.substr(0, 42) + "K", "pkce.mismatch"},
      {kChallenge, "pkce.mismatch"},
      {v.substr(0, 42), "pkce.malformed_verifier"},
      {std::string(129, 'a'), "pkce.malformed_verifier"},
      {v + "=", "pkce.malformed_verifier"},
      {v + "+", "pkce.malformed_verifier"},
      {v + "/", "pkce.malformed_verifier"},
      {v + " ", "pkce.malformed_verifier"},
      {v + std::string(1, '\0'), "pkce.malformed_verifier"},
      {v + "\xc3\xa9", "pkce.malformed_verifier"},
      {"", "pkce.malformed_verifier"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.query) {
      const auto result = check_code_verifier(kChallenge, row.query);
      BOOST_TEST(reason_of(result) == row.outcome);
      BOOST_TEST(error_of(result) == "invalid_grant");
    }
  }
}

BOOST_AUTO_TEST_CASE(challenge_that_was_sent_must_be_answered) {
  BOOST_TEST(verdict(kChallenge, std::nullopt) == "pkce.missing_verifier");
}

// RFC 9700 4.8.2: a verifier for a code without a challenge means that somebody took the challenge
// away.
BOOST_AUTO_TEST_CASE(verifier_without_a_challenge_is_a_downgrade) {
  const auto result = check_code_verifier(std::nullopt, std::string(kVerifier));
  BOOST_TEST(reason_of(result) == "pkce.downgrade");
  BOOST_TEST(error_of(result) == "invalid_grant");
  BOOST_TEST(result.error().alert);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
