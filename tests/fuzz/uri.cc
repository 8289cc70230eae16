#include "base/uri.h"

#include <string>

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

// The parts, put together again. Only the userinfo is not among them: it is what stands before the
// host.
std::string join(const Uri& uri, std::string_view text) {
  std::string out = std::string(uri.scheme) + ":";
  if (uri.has_authority) {
    out += "//";
    if (uri.has_userinfo) {
      const auto host = static_cast<std::size_t>(uri.host.data() - text.data());
      out += text.substr(out.size(), host - out.size());
      always(out.ends_with('@'), "userinfo ends with an at sign");
    }
    out += uri.host;
    if (uri.has_port) out += ":" + std::string(uri.port);
  }
  out += uri.path;
  if (uri.has_query) out += "?" + std::string(uri.query);
  if (uri.has_fragment) out += "#" + std::string(uri.fragment);
  return out;
}

void check_origin(std::string_view text) {
  const auto origin = origin_of(text);
  if (!origin) return;
  always(origin_of(*origin) == origin, "an origin is its own origin");
  const auto parsed = parse_uri(*origin);
  always(parsed && parsed->path.empty() && !parsed->has_query && !parsed->has_fragment &&
             !parsed->has_userinfo && !parsed->host.empty(),
         "an origin is scheme, host and port");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  always(form_decode(percent_encode(text)) == text, "what is encoded comes back");
  check_origin(text);
  const auto uri = parse_uri(text);
  if (!uri) return 0;
  always(join(*uri, text) == text, "the parts are the whole");
  always(text.find_first_of(" \\\r\n\t\"<>") == std::string_view::npos, "no foreign characters");
  if (uri->has_fragment) return 0;
  const Parameter parameter{"code", std::string(text)};
  const std::string redirect = append_query(text, {&parameter, 1});
  const auto parsed = parse_uri(redirect);
  always(parsed && parsed->host == uri->host && parsed->path == uri->path,
         "a query changes no target");
  always(redirect.starts_with(text), "what was there stays");
  always(parsed->query.ends_with("code=" + percent_encode(text)), "the parameter stands last");
  return 0;
}
