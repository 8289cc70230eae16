// Requests as nginx would hand them on, what answers say, and a browser that keeps cookies.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "tests/support/builders.h"
#include "tests/support/site.h"

namespace lockspire::testing {

// A POST with a form, as nginx would hand it on.
http::Request post(std::string path, const Parameters& form);
http::Request get(std::string path, const Parameters& query = {});
// The header value of client_secret_basic.
std::string basic(std::string_view user, std::string_view password);

// The `error` member of a JSON answer; "none" when it has none.
std::string error_in(const http::Response& response);
// A member of a JSON answer; empty when it has none.
std::string member(const http::Response& response, std::string_view name);

// The parameters that a response hands to the client: of the Location's query or fragment.
std::map<std::string, std::string> answer_in(const http::Response& response);

// A browser in front of the authorize program: it keeps cookies and follows nothing by itself.
class Browser {
 public:
  explicit Browser(Site& site) : site_(site) {}

  void sign_in(const host::Session& session);
  void sign_out();

  // `target` is a path with an optional query, or a URL of the site.
  http::Response get(std::string_view target);
  http::Response post(std::string_view path, const Parameters& form);
  // GET authorize with these parameters.
  http::Response authorize(const Parameters& query);
  // Presses a button of a consent page.
  http::Response press(const http::Response& page, const Parameters& fields);
  // Sends a request that the caller changed, with this browser's cookies.
  http::Response send(http::Request request);

  std::map<std::string, std::string> cookies;

 private:
  Site& site_;
};

// The text between `before` and the next double quote of a page.
std::string attribute_in(const http::Response& page, std::string_view before);

// A good authorization request of this client: code, kCallback, openid email, state, nonce, S256.
Parameters authorize_query(const Client& client, const Parameters& changes = {});

}  // namespace lockspire::testing
