#include "http/authorization.h"

#include <string>

#include "base/base64url.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

bool has_control(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

// What a client encodes as RFC 6749 2.3.1 says comes back.
void check_round_trip(std::string_view text) {
  const std::string half = percent_encode(text);
  const auto parsed = http::parse_basic("Basic " + base64(half + ":" + half));
  const bool allowed = is_utf8(text) && !has_control(text);
  always(parsed.has_value() == allowed, "a half is refused for its bytes alone");
  if (parsed) always(parsed->user == text && parsed->password.reveal() == text, "halves come back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  check_round_trip(text);
  const auto basic = http::parse_basic(text);
  const auto bearer = http::parse_bearer(text);
  always(!basic || !bearer, "a header has one scheme");
  if (basic)
    always(is_utf8(basic->user) && !has_control(basic->user), "a user is UTF-8 without controls");
  if (bearer) {
    const std::string& token = bearer->reveal();
    always(!token.empty() && text.ends_with(token), "a token is the end of the header");
    always(token.find_first_of(" ,;\"\\:") == std::string::npos, "a token has its own characters");
    always(http::parse_bearer("bearer " + token).value().reveal() == token, "a token comes back");
  }
  return 0;
}
