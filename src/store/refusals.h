// The refusals table: the last refusals of all programs, a ring. What `lockspire explain` reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

inline constexpr std::int64_t kRefusalSlots = 10'000;

struct Refusal {
  RequestId request_id;
  Instant at;
  std::string event;   // `token.refused`
  std::string error;   // the value of `error` on the wire; empty when none was sent
  std::string reason;  // a stable name
  std::optional<std::string> detail{};  // for people; never a token, code, secret or cookie
  std::optional<ClientId> client_id{};  // proven
  std::optional<std::string> remote{};
};

// Takes the place of the refusal that was recorded `slots` refusals ago.
void insert_refusal(Transaction& tx, const Refusal& refusal, std::int64_t slots = kRefusalSlots);

// All of one request, the earliest first.
std::vector<Refusal> find_refusals(Reader& db, const RequestId& request_id);

struct RecentRefusals {
  std::int64_t count = 0;
  std::optional<RequestId> last{};  // of the newest one
};
// Those of this reason since then, as far as the ring goes back.
RecentRefusals count_refusals(Reader& db, std::string_view reason, Instant since);

struct RefusalCount {
  std::string reason;
  std::int64_t times;
  Instant last;
};

// Those since then by reason, the most frequent first; of one client, or of all.
std::vector<RefusalCount> refusals_by_reason(Reader& db, Instant since,
                                             const std::optional<ClientId>& client_id);

}  // namespace lockspire::store
