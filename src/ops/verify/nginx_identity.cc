// The headers by which the guard tells the host who is let in.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Location;

constexpr std::array<std::string_view, 4> kHeaders{"X-Auth-Subject", "X-Auth-Client",
                                                   "X-Auth-Scope", "X-Auth-Claims"};

// How a kind of pass hands on a header, and under which name.
struct Carrier {
  std::string_view pass;
  std::string_view directive;
  bool as_parameter;
};
constexpr std::array<Carrier, 5> kCarriers{{{"proxy_pass", "proxy_set_header", false},
                                            {"grpc_pass", "grpc_set_header", false},
                                            {"fastcgi_pass", "fastcgi_param", true},
                                            {"uwsgi_pass", "uwsgi_param", true},
                                            {"scgi_pass", "scgi_param", true}}};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::string as_parameter(std::string_view header) {
  std::string out = "HTTP_";
  for (const char c : header) {
    out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

// The value that replaces what a client sent under the name; nullptr when nothing does.
const Directive* replacement(const Location& location, const Carrier& carrier,
                             std::string_view header) {
  const std::string wanted =
      lower(carrier.as_parameter ? as_parameter(header) : std::string(header));
  for (const Directive* directive : nginx::effective(location.levels, carrier.directive)) {
    if (lower(directive->arg(0)) == wanted) return directive;
  }
  return nullptr;
}

// The first header that a client may set there; empty when it may set none.
std::string open_header(const NginxFacts& facts, const Location& location, const Carrier& carrier) {
  for (const std::string_view header : kHeaders) {
    const Directive* value = replacement(location, carrier, header);
    if (value == nullptr || facts.site.is_from_client(value->arg(1))) return std::string(header);
  }
  return {};
}

bool uses_guard(const NginxFacts& facts) {
  return std::ranges::any_of(facts.site.servers(), [&](const nginx::Server& server) {
    return std::ranges::any_of(
        server.locations, [&](const Location& location) { return is_guarded(facts, location); });
  });
}

struct Places {
  std::vector<std::string> guarded;
  std::vector<std::string> open;
};

void look_at(const NginxFacts& facts, const Location& location, Places& out) {
  for (const Directive* pass : location.passes) {
    const auto carrier = std::ranges::find(kCarriers, pass->name, &Carrier::pass);
    if (carrier == kCarriers.end() || program_of(facts, *pass)) continue;
    const std::string header = open_header(facts, location, *carrier);
    if (header.empty()) continue;
    auto& places = is_guarded(facts, location) ? out.guarded : out.open;
    places.push_back(location.name() + " hands on " + header);
  }
}

}  // namespace

Findings check_nginx_identity(const NginxFacts& facts) {
  if (!uses_guard(facts)) return {};
  Places places;
  for (const nginx::Server& server : facts.site.servers()) {
    for (const Location& location : server.locations) look_at(facts, location, places);
  }
  const std::string folder =
      "in each, beside its own proxy_set_header lines: include " + facts.snippets;
  return {
      judged("nginx.identity_guarded", "guarded locations say who was let in",
             "a client can say who it is behind the guard", places.guarded,
             folder + "/guard-route.conf;"),
      judged("nginx.identity_open", "open locations take the guard's headers away",
             "a client can say who it is by a header", places.open, folder + "/guard-open.conf;")};
}

}  // namespace lockspire::ops
