// Input: the registered URI, a line feed, the one that a request brings.
#include "protocol/authorize/redirect_uri.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/uri.h"
#include "protocol/registered_uri.h"
#include "tests/fuzz/example_policy.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;
using lockspire::fuzz::example_policy;

namespace {

Client client_with(std::string_view uri, bool is_public) {
  Client client;
  client.client_id = ClientId("app");
  client.auth_method = is_public ? ClientAuthMethod::kNone : ClientAuthMethod::kClientSecretBasic;
  client.redirect_uris = {std::string(uri)};
  return client;
}

// RFC 8252 7.3, said in another way than the matcher says it: http, a loopback host, maybe a port,
// and what comes after it.
struct Loopback {
  std::string host;
  std::string rest;
};

std::optional<Loopback> loopback(std::string_view text) {
  constexpr std::array<std::string_view, 3> kHosts{"http://127.0.0.1", "http://[::1]",
                                                   "http://localhost"};
  for (const std::string_view host : kHosts) {
    if (!text.starts_with(host)) continue;
    std::string_view rest = text.substr(host.size());
    if (rest.starts_with(':')) rest.remove_prefix(std::min(rest.find_first_of("/?#"), rest.size()));
    if (!rest.empty() && std::string_view("/?#").find(rest.front()) == std::string_view::npos) {
      return std::nullopt;
    }
    return Loopback{std::string(host), std::string(rest)};
  }
  return std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool differs_by_port(std::string_view registered, std::string_view presented) {
  const auto ours = loopback(registered);
  const auto theirs = loopback(presented);
  return ours && theirs && ours->host == theirs->host && ours->rest == theirs->rest;
}

void check_match(std::string_view registered, std::string_view presented) {
  const auto web = match_redirect_uri(client_with(registered, false), presented);
  always(web.has_value() == (registered == presented), "a confidential client is matched exactly");
  const auto native = match_redirect_uri(client_with(registered, true), presented);
  if (web) always(native.has_value(), "what is the same matches for all");
  if (!native) return;
  always(native->uri() == presented, "a browser goes where the request said");
  always(registered == presented || differs_by_port(registered, presented),
         "nothing but a loopback port may differ");
}

void check_registered(std::string_view uri) {
  const auto parsed = parse_uri(uri);
  always(parsed.has_value(), "what is registered is a URI");
  always(!parsed->has_fragment && !parsed->has_userinfo, "no fragment and no user is registered");
  for (const std::string_view scheme : {"javascript", "data", "file", "vbscript", "about"}) {
    always(parsed->scheme != scheme, "no script is registered");
  }
  const bool plain = lower_case(parsed->scheme) == "http";
  always(!plain || loopback("http://" + lower_case(parsed->host)), "http is for loopback hosts");
  always(!redirect_host(uri).empty(), "a person is shown a host");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto registered = text.substr(0, line);
  const auto presented = text.substr(line + 1);
  for (const bool is_public : {false, true}) {
    const auto rule = broken_redirect_uri_rule(registered, is_public, example_policy());
    if (rule) continue;
    check_registered(registered);
    check_match(registered, presented);
  }
  return 0;
}
