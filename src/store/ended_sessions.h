// The ended_sessions table: sessions that the host ended before their cookies ran out. It is read
// with every cookie.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

// When a session ended, and until when a cookie of it could still be shown.
struct SessionEnd {
  Instant ended_at;
  Instant expires_at;
};

// Ends the one session of this sid, whenever its cookies were or will be issued.
void end_session(Transaction& tx, std::string_view sid, const SessionEnd& end);

// Ends every session of the account whose cookie was issued at or before `end.ended_at`.
void end_sessions_of(Transaction& tx, const Subject& sub, const SessionEnd& end);

// Whether the session of a cookie that was issued at `issued_at` has ended.
bool session_has_ended(Reader& db, const Subject& sub, std::string_view sid, Instant issued_at,
                       Instant now);

}  // namespace lockspire::store
