#include "store/ended_sessions.h"

#include <string>

namespace lockspire::store {
namespace {

constexpr std::string_view kEnd = R"sql(
  INSERT INTO ended_sessions (subject, ended_at, expires_at) VALUES ($1, $2, $3)
  ON CONFLICT (subject) DO UPDATE
     SET ended_at = CASE WHEN excluded.ended_at > ended_sessions.ended_at
                         THEN excluded.ended_at ELSE ended_sessions.ended_at END,
         expires_at = CASE WHEN excluded.expires_at > ended_sessions.expires_at
                           THEN excluded.expires_at ELSE ended_sessions.expires_at END)sql";

// Two look-ups by key: for `subject IN ($1, $2)` SQLite would make a table each time.
constexpr std::string_view kHasEnded = R"sql(
  SELECT EXISTS (SELECT 1 FROM ended_sessions WHERE subject = $1 AND expires_at > $4)
      OR EXISTS (SELECT 1 FROM ended_sessions
                  WHERE subject = $2 AND expires_at > $4 AND ended_at >= $3))sql";

std::string of_sid(std::string_view sid) {
  return "sid:" + std::string(sid);
}

std::string of_sub(const Subject& sub) {
  return "sub:" + sub.text();
}

}  // namespace

void end_session(Transaction& tx, std::string_view sid, const SessionEnd& end) {
  tx.execute(kEnd, of_sid(sid), end.ended_at, end.expires_at);
}

void end_sessions_of(Transaction& tx, const Subject& sub, const SessionEnd& end) {
  tx.execute(kEnd, of_sub(sub), end.ended_at, end.expires_at);
}

bool session_has_ended(Reader& db, const Subject& sub, std::string_view sid, Instant issued_at,
                       Instant now) {
  auto row = db.query(kHasEnded, of_sid(sid), of_sub(sub), issued_at, now);
  return row.step() && row.boolean(0);
}

}  // namespace lockspire::store
