#include "http/cookie.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto header = fuzz::text_of(bytes, size);
  const auto names = http::cookie_names(header, "");
  std::size_t values = 0;
  for (const auto& name : names) {
    always(name.find_first_of("=;") == std::string::npos, "a name ends at the equals sign");
    const auto found = http::cookie_values(header, name);
    always(!found.empty(), "each name has a value");
    for (const auto& value : found) {
      always(value.find(';') == std::string::npos, "a value ends at the semicolon");
      always(header.find(name + "=" + value) != std::string_view::npos, "nothing is decoded");
    }
    if (std::ranges::count(names, name) == 1) always(found.size() == 1, "one name, one value");
    ++values;
    if (values > 64) break;
  }
  const std::string more = std::string(header) + "; lockspire_session=x";
  const auto sessions = http::cookie_values(more, "lockspire_session");
  const bool alone = http::cookie_values(header, "lockspire_session").empty();
  always(!sessions.empty() && sessions.back() == "x", "what comes before hides nothing");
  always((sessions.size() == 1) == alone, "a second cookie of the name is seen");
  return 0;
}
