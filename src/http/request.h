// A request as the programs see it: plain values made from CGI parameters. Nothing in here knows
// FastCGI, and nothing is taken from a header that nginx does not vouch for.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/named.h"
#include "http/form.h"

namespace lockspire::http {

struct Request {
  std::string method;        // upper case, as sent
  std::string path;          // DOCUMENT_URI: decoded by nginx, without the query
  std::string query;         // raw, without the question mark
  std::string content_type;  // raw header value
  std::string body;
  std::string remote_address;  // REMOTE_ADDR
  RequestId request_id;        // $request_id of nginx, made up when it sent none
  std::string route;           // LOCKSPIRE_ROUTE: the protected route that nginx asks about

  // Header values; empty when absent. nginx joins repeated Cookie headers with "; ".
  std::string host;
  std::string authorization;
  std::string cookie;
  std::string origin;
  std::string accept;
  std::string accept_language;
  std::string if_none_match;
  std::string content_encoding;
  std::string sec_fetch_site;
  std::string sec_fetch_dest;
  std::string access_control_request_method;

  [[nodiscard]] bool is(std::string_view wanted) const { return method == wanted; }
};

// Looks a CGI parameter up by name; an empty view when there is none.
using Parameters = std::function<std::string_view(const char* name)>;

// Everything but the body.
Request request_from(const Parameters& parameters);

// RFC 6749 3.2: the parameters of a POST body. invalid_request when the content type is not
// application/x-www-form-urlencoded (a charset of UTF-8 may follow) or the body is encoded.
Result<Form> form_body(const Request& request);

// Whether the content type is that of a form.
bool is_form(const Request& request);

}  // namespace lockspire::http
