// A database that has served very many short-lived tokens is no larger than its live rows need. The
// clock is a test's; rows are minted, recorded, pruned and given back as in the programs.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store/writer.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::member;

constexpr int kBatch = 128;
constexpr std::int64_t kPage = 4'096;
// What a database keeps for the next rows: see store/free_pages.cc.
constexpr std::int64_t kKept = 256 * kPage;

// A million with SOAK set (make soak), otherwise what takes a few seconds.
int tokens_to_serve() {
  return std::getenv("SOAK") == nullptr ? 100'000 : 1'000'000;
}

class Served : public testing::Site {
 public:
  Client own = testing::web_client("own");
  const Client app = add(testing::web_client());

  Served() {
    policy.access_format = TokenFormat::kOpaque;
    policy.access_lifetime = Seconds(20);
    policy.refresh_lifetime = Seconds(40);
    policy.refresh_cap = Seconds(60);
    own.grant_types = {"client_credentials"};
    add(own);
  }

  // A second of a busy server: a batch of tokens for a client itself, and now and then somebody who
  // signs in and refreshes.
  void serve_a_second() {
    const Issuer issuing = issuer();
    const TokenTerms terms{.audience = {policy.issuer},
                           .scopes = {"notes.read"},
                           .format = TokenFormat::kOpaque,
                           .lifetime = policy.access_lifetime};
    std::vector<Minted> minted;
    for (int i = 0; i < kBatch; ++i) {
      minted.push_back(
          issuing.mint({.client = own, .grant = nullptr, .terms = terms, .nonce = {}}));
    }
    write([&](store::Transaction& tx) {
      for (const Minted& each : minted) Issuer::record(tx, each);
    });
    if (++seconds_ % 8 == 0) sign_in();
    db.clock.advance(Seconds(1));
  }

  void sign_in() {
    const std::string first =
        member(redeem(app, code_for(app, "openid offline_access")), "refresh_token");
    const std::string second = member(refresh(app, first), "refresh_token");
    BOOST_REQUIRE(!second.empty());
    refresh(app, second);
  }

  std::int64_t rows() {
    return count(
        "SELECT (SELECT count(*) FROM access_tokens) + (SELECT count(*) FROM grants) + "
        "(SELECT count(*) FROM refresh_tokens) + "
        "(SELECT count(*) FROM authorization_codes)");
  }
  std::int64_t expired_tokens() {
    return read([&](store::Reader& reader) {
      auto row =
          reader.query("SELECT count(*) FROM access_tokens WHERE expires_at < $1", db.clock.now());
      return row.step() ? row.integer(0) : std::int64_t{-1};
    });
  }
  std::int64_t size() { return count("PRAGMA page_count") * kPage; }

  // Of a fresh database that has the live rows only.
  std::int64_t size_of_live_rows() {
    const std::string copy = db.folder.file("copy.db");
    std::filesystem::remove(copy);
    store::Connection(db.path(), store::OpenMode::kReadWrite).execute("VACUUM INTO $1", copy);
    return static_cast<std::int64_t>(std::filesystem::file_size(copy));
  }

  // What the programs do when nobody asks anything any more: an idle writer, in a hurry.
  template <typename Condition>
  bool idle_until(const Condition& met) {
    const store::Writer idle(db.path(), db.clock, {.idle = std::chrono::milliseconds(5)});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!met() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return met();
  }

 private:
  int seconds_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(steady_size_test, Served)

BOOST_AUTO_TEST_CASE(many_short_lived_tokens_leave_what_lives) {
  std::int64_t largest = 0;
  for (int served = 0; served < tokens_to_serve(); served += kBatch) {
    serve_a_second();
    largest = std::max(largest, size());
  }
  const std::int64_t live = size_of_live_rows();
  BOOST_TEST_MESSAGE(rows() << " rows, " << size() << " bytes, largest " << largest
                            << ", live rows " << live);
  // A batch may be late, no more.
  BOOST_TEST(expired_tokens() <= 2 * kBatch);
  BOOST_TEST(largest <= 2 * live + kKept);

  // And when nobody comes any more, nothing is left of them.
  db.clock.advance(Seconds(3'600));
  BOOST_TEST(idle_until([&] { return rows() == 0; }));
  BOOST_TEST(size_of_live_rows() <= 100 * kPage);
}

// A crowd that comes once must not make the file large for ever.
BOOST_AUTO_TEST_CASE(crowd_leaves_no_large_file) {
  policy.access_lifetime = Seconds(3'600);
  for (int second = 0; second < 200; ++second) serve_a_second();
  const std::int64_t crowded = size();
  BOOST_TEST(crowded > 4 * kKept);
  db.clock.advance(Seconds(3'600));
  BOOST_TEST(idle_until([&] { return rows() == 0; }));
  BOOST_TEST(idle_until([&] { return size() <= size_of_live_rows() * 5 / 4 + kKept; }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
