// Somebody out there who visits the running site: a browser with cookies, a client, an attacker.
// Follows nothing by itself.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/uri.h"
#include "outbound/fetch.h"

namespace lockspire::ops::live {

using Headers = std::vector<outbound::Header>;
using Parameters = std::vector<Parameter>;

struct Answer {
  std::string asked;  // `GET /lockspire/jwks`, without the query
  int status = 0;     // 0: none came
  std::optional<outbound::FailureKind> failure{};
  std::string problem{};  // in words, when none came
  Headers headers{};
  std::string body{};

  // The first of that name (in lower case); empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view text) const {
    return body.find(text) != std::string::npos;
  }
  // An object in a body that says it is JSON.
  [[nodiscard]] std::optional<Json> json() const;
  // Its `error` member; empty when it has none.
  [[nodiscard]] std::string error() const;
  // `GET /lockspire/jwks: 404`, or why no answer came.
  [[nodiscard]] std::string what_came() const;
  [[nodiscard]] bool redirects() const { return status == 302 || status == 303; }
};

// Whoever runs it wants it to end: what was made has to be taken away first.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

// How the visitors get there.
struct Way {
  std::string origin;
  outbound::Options options;
  std::function<bool()> stopped;  // looked at before each request
};

class Visitor {
 public:
  // REQUIRES: `way` outlives it.
  explicit Visitor(const Way& way) : way_(way) {}

  // `target` is a path on the site, or a URL. Throws Interrupted.
  Answer get(std::string_view target, const Headers& headers = {});
  Answer post(std::string_view target, const Parameters& form, const Headers& headers = {});

  void set_cookie(const std::string& name, std::string value) { cookies_[name] = std::move(value); }

 private:
  Answer send(outbound::Request request, const Headers& headers);
  void keep_cookies(const Answer& answer);

  const Way& way_;
  std::map<std::string, std::string> cookies_;
};

// A parameter of the query or the fragment; empty when it is not there.
std::string parameter_of(std::string_view url, std::string_view name);

// `location` as a path on the site; nullopt when it leads away from it.
std::optional<std::string> path_on_site(std::string_view location, std::string_view origin);

// The text after `before` up to the next double quote of a page.
std::string attribute_in(std::string_view page, std::string_view before);

}  // namespace lockspire::ops::live
