// Whether each location is there, and passes to its own program: what the throw-away client is told
// about a token that nobody has differs from one to the next.
#include <array>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

enum class Ask { kGet, kAsClient };

struct Endpoint {
  std::string_view path;
  Ask ask;
  std::string_view program;
  bool (*is_it)(const Answer&);
};

bool is_error_page(const Answer& answer) {
  return answer.status == 400 && answer.has("data-page=\"error\"");
}

// The form has no grant_type.
bool wants_grant_type(const Answer& answer) {
  return answer.status == 400 && !answer.error().empty();
}

// RFC 7009 2.2: an unknown token is as good as revoked.
bool revokes(const Answer& answer) {
  return answer.status == 200 && !answer.json();
}

bool introspects(const Answer& answer) {
  const auto document = answer.json();
  return answer.status == 200 && document && document->view().boolean("active") == false;
}

bool wants_token(const Answer& answer) {
  return answer.status == 401 && answer.header("www-authenticate").starts_with("Bearer");
}

bool wants_login(const Answer& answer) {
  return answer.redirects() || answer.status == 401 || answer.status == 200;
}

bool is_style(const Answer& answer) {
  return answer.status == 200 && answer.header("content-type").starts_with("text/css");
}

bool is_nothing(const Answer& answer) {
  return answer.status == 404;
}

constexpr std::array kEndpoints{
    Endpoint{"/authorize", Ask::kGet, "authorize", is_error_page},
    Endpoint{"/interactions/none", Ask::kGet, "authorize", is_error_page},
    Endpoint{"/token", Ask::kAsClient, "token", wants_grant_type},
    Endpoint{"/userinfo", Ask::kGet, "userinfo", wants_token},
    Endpoint{"/revoke", Ask::kAsClient, "revoke", revokes},
    Endpoint{"/introspect", Ask::kAsClient, "introspect", introspects},
    Endpoint{"/account/apps", Ask::kGet, "account", wants_login},
    Endpoint{"/assets/style.css", Ask::kGet, "", is_style},
    Endpoint{"/no/such/page", Ask::kGet, "", is_nothing},
};

Finding missing(const Endpoint& endpoint, const Site& site, const Answer& answer) {
  return error(
      "live.location_missing", "nothing is served at " + site.url(endpoint.path),
      answer.what_came(),
      "take lockspire-server.conf as `lockspire upgrade` writes it: it has a location for " +
          site.url(endpoint.path));
}

Finding down(const Endpoint& endpoint, const Answer& answer) {
  const std::string program(endpoint.program);
  return error(
      "live.program_down", "nginx does not reach the program " + program, answer.what_came(),
      "systemctl status lockspire-" + program + ".service lockspire-" + program +
          ".socket; nginx must be allowed to connect to the socket that upstream lockspire_" +
          program + " names");
}

Finding other(const Endpoint& endpoint, const Site& site, const Answer& answer) {
  const std::string fix = endpoint.program.empty()
                              ? "let lockspire-server.conf have this path, and no location of yours"
                              : "let `location = " + site.url(endpoint.path) +
                                    "` pass to lockspire_" + std::string(endpoint.program) +
                                    ", and that upstream name the socket of lockspire-" +
                                    std::string(endpoint.program);
  return error("live.wrong_program", "something else answers at " + site.url(endpoint.path),
               answer.what_came(), fix);
}

Finding check(const Endpoint& endpoint, const Site& site) {
  Visitor visitor = site.visitor();
  const std::string url = site.url(endpoint.path);
  const Answer answer = endpoint.ask == Ask::kGet
                            ? visitor.get(url)
                            : visitor.post(url, {{"token", "nobody-has-this"}}, site.as_client());
  if (endpoint.is_it(answer)) return ok("live.endpoint", url + " answers as it should");
  if (answer.status == 404) return missing(endpoint, site, answer);
  if (answer.status == 0 || answer.status >= 500) return down(endpoint, answer);
  return other(endpoint, site, answer);
}

}  // namespace

Findings check_endpoints(const Site& site) {
  Findings findings;
  for (const Endpoint& endpoint : kEndpoints) findings.push_back(check(endpoint, site));
  return findings;
}

}  // namespace lockspire::ops::live
