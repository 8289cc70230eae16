#include "http/request.h"

#include <algorithm>

namespace lockspire::http {
namespace {

std::string lower_without_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

Request request_from(const Parameters& parameters) {
  const auto get = [&](const char* name) { return std::string(parameters(name)); };
  Request request;
  request.method = get("REQUEST_METHOD");
  request.path = get("DOCUMENT_URI");
  request.query = get("QUERY_STRING");
  request.content_type = get("CONTENT_TYPE");
  request.remote_address = get("REMOTE_ADDR");
  request.request_id = RequestId(get("REQUEST_ID"));
  request.route = get("LOCKSPIRE_ROUTE");
  request.host = get("HTTP_HOST");
  request.authorization = get("HTTP_AUTHORIZATION");
  request.cookie = get("HTTP_COOKIE");
  request.origin = get("HTTP_ORIGIN");
  request.accept = get("HTTP_ACCEPT");
  request.accept_language = get("HTTP_ACCEPT_LANGUAGE");
  request.if_none_match = get("HTTP_IF_NONE_MATCH");
  request.content_encoding = get("HTTP_CONTENT_ENCODING");
  request.sec_fetch_site = get("HTTP_SEC_FETCH_SITE");
  request.sec_fetch_dest = get("HTTP_SEC_FETCH_DEST");
  request.access_control_request_method = get("HTTP_ACCESS_CONTROL_REQUEST_METHOD");
  return request;
}

bool is_form(const Request& request) {
  const std::string type = lower_without_space(request.content_type);
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  if (!type.starts_with(kForm)) return false;
  const std::string_view rest = std::string_view(type).substr(kForm.size());
  return rest.empty() || rest == ";" || rest == ";charset=utf-8" || rest == ";charset=\"utf-8\"";
}

// RFC 6749 2.3.1 #query: credentials stand in the body or a header, never in a query.
Result<Form> form_body(const Request& request) {
  // RFC 6749 4.1.3: parameters come in the application/x-www-form-urlencoded format.
  if (!is_form(request)) {
    return fail(ErrorCode::kInvalidRequest,
                "the content type must be application/x-www-form-urlencoded",
                "request.content_type", "content type: " + request.content_type);
  }
  if (!request.content_encoding.empty()) {
    return fail(ErrorCode::kInvalidRequest, "the body must not be compressed",
                "request.content_encoding");
  }
  return Form::parse(request.body);
}

}  // namespace lockspire::http
