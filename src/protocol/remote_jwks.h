// JWK Sets of clients that registered a jwks_uri: fetched through outbound, cached in the database
// for all programs, kept for a bounded time when they cannot be had anew.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "outbound/fetch.h"
#include "protocol/single_flight.h"
#include "store/remote_jwks.h"
#include "store/store.h"

namespace lockspire {

// How long a document is used without a look at its origin.
inline constexpr Seconds kRemoteJwksFresh{900};
// How long the last good one is used when its origin fails: a key that a client withdrew must end
// sometime, also for one who can keep us from its site.
inline constexpr Seconds kRemoteJwksKept{86'400};
// The least time between attempts that fail, and between those that unknown kids cause: garbage
// must not make us hammer somebody's site.
inline constexpr Seconds kRemoteJwksRetry{10};

// What a cached document is good for.
struct RemoteJwksState {
  bool usable;
  bool fresh;
  bool may_fetch;  // an ordinary attempt is allowed now
  bool may_renew;  // one for an unknown kid is
};
RemoteJwksState state_of(const std::optional<store::RemoteJwksRow>& row, Instant now);

class RemoteJwks {
 public:
  using Fetch =
      std::function<std::expected<outbound::Response, outbound::Failure>(const std::string& uri)>;

  // Store, clock and log must outlive it. At most `seats` threads fetch or wait for a fetch.
  RemoteJwks(store::Store& store, const Clock& clock, const Log& log, Fetch fetch, int seats);

  struct Document {
    std::string jwks;  // is_jwk_set() holds
    Instant fetched_at;
  };

  // The document of this URI, fetched when the cached one is missing or old. Who has an old one
  // does not wait while another thread fetches. The problem is for operators.
  // REQUIRES of both: no transaction and no reader connection is held.
  std::expected<Document, std::string> current(const std::string& jwks_uri);

  // The document after the one in which a kid was not found: fetched now, or by somebody meanwhile.
  // nullopt when there is none and it is too early to ask again.
  std::optional<Document> renewed(const std::string& jwks_uri, const Document& before);

 private:
  using Row = std::optional<store::RemoteJwksRow>;
  enum class Cause { kAge, kUnknownKid };

  [[nodiscard]] Row find(const std::string& jwks_uri);
  // True when it fetched, or waited for one that did.
  bool fetch_once(const std::string& jwks_uri, Cause cause, bool wait);
  void fetch_and_save(const std::string& jwks_uri, Row before, Cause cause);

  store::Store& store_;
  const Clock& clock_;
  const Log& log_;
  const Fetch fetch_;
  SingleFlight flights_;
};

// The document in an answer, in the form that is stored; or what is wrong with it.
std::expected<std::string, std::string> jwks_in(
    const std::expected<outbound::Response, outbound::Failure>& answer);

}  // namespace lockspire
