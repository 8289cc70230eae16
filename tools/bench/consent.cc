#include "tools/bench/consent.h"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/uri.h"
#include "tools/bench/http_connection.h"
#include "tools/bench/requests.h"

namespace lockspire::bench {
namespace {

// The text between two others, the first time they occur; throws when they do not.
std::string between(std::string_view page, std::string_view before, std::string_view after) {
  const auto start = page.find(before);
  const auto end = page.find(after, start + before.size());
  if (start == std::string_view::npos || end == std::string_view::npos) {
    throw std::runtime_error("consent: the page lacks " + std::string(before));
  }
  return std::string(page.substr(start + before.size(), end - start - before.size()));
}

void expect(const HttpResponse& response, int status, const char* step) {
  if (response.status == status) return;
  throw std::runtime_error("consent: " + std::string(step) + ": " +
                           std::to_string(response.status) + " " + response.body);
}

}  // namespace

void remember_consent(const Site& site, const BenchClient& client) {
  HttpConnection connection(site.port);
  const auto asked =
      connection.exchange(browse(site, authorize_target(site, client, 0), site.session_cookie));
  if (code_of(asked)) return;
  expect(asked, 302, "authorize");
  const std::string_view bound = asked.field("Set-Cookie");
  const std::string cookies =
      site.session_cookie + "; " + std::string(bound.substr(0, bound.find(';')));
  const auto page = connection.exchange(browse(site, asked.field("Location"), cookies));
  expect(page, 200, "page");
  const std::array<Parameter, 3> form{{
      {"csrf_token", between(page.body, "name=\"csrf_token\" value=\"", "\"")},
      {"decision", "approve"},
      {"remember", "true"},
  }};
  const std::string action = between(page.body, "<form method=\"post\" action=\"", "\"");
  const auto answer = connection.exchange(submit(site, action, cookies, encode_parameters(form)));
  expect(answer, 303, "approve");
}

}  // namespace lockspire::bench
