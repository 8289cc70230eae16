// Input: a header, a line feed, a payload. Both are signed as they are, so that every rule behind
// the signature is reached too.
#include "host/session.h"

#include <string>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/json.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

constexpr Instant kNow{Seconds(1'700'000'000)};
const std::string kKey(32, 'k');

const host::SessionRules& rules() {
  static const auto made = [] {
    host::SessionRules rules;
    rules.cookie_name = "lockspire_session";
    rules.issuer = "https://example.com";
    rules.audience = "https://example.com/lockspire";
    rules.secrets.push_back({"main", Secret(kKey)});
    return rules;
  }();
  return made;
}

std::string signed_token(std::string_view header, std::string_view payload) {
  const std::string input = base64url(header) + "." + base64url(payload);
  return input + "." + base64url(hmac_sha256(kKey, input));
}

void check_session(const host::Session& session) {
  always(host::is_session_id(session.sub.text()), "a subject is printable");
  always(host::is_session_id(session.sid), "a session has a printable id");
  always(session.expires_at > kNow, "no session is over");
  always(session.auth_time <= kNow, "nobody signed in tomorrow");
  always(session.issued_at <= kNow + host::kClockSkew, "no session is issued tomorrow");
  always(session.expires_at - session.issued_at <= rules().max_lifetime, "a lifetime is bounded");
  always(session.amr.size() <= 16, "the methods are bounded");
  always(session.claims.size() <= 2'048, "claims are bounded");
  if (!session.claims.empty()) {
    const auto claims = Json::parse(session.claims);
    always(claims && claims->view().is_object(), "claims are an object");
  }
}

// Whatever byte is changed: in a token one of them decides nothing only if it is the same.
void check_tampered(std::string token, std::size_t at) {
  char& byte = token[at % token.size()];
  byte = byte == 'A' ? 'B' : 'A';
  always(!host::verify_session(token, rules(), kNow), "a changed token is no session");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  always(!host::verify_session(text, rules(), kNow), "no session is forged");
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string token = signed_token(text.substr(0, line), text.substr(line + 1));
  const auto session = host::verify_session(token, rules(), kNow);
  const auto cookie = host::current_session("a=b; lockspire_session=" + token, rules(), kNow);
  always(session.has_value() == (cookie && *cookie), "a cookie is its token");
  const auto twice = host::current_session(
      "lockspire_session=" + token + "; lockspire_session=" + token, rules(), kNow);
  always(!twice, "two cookies are none");
  if (!session) return 0;
  check_session(*session);
  check_tampered(token, size * 7'919);
  return 0;
}
