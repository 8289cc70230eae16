#include "tests/support/browser.h"

#include <stdexcept>

#include "base/base64url.h"
#include "endpoints/endpoints.h"

namespace lockspire::testing {
namespace {

std::pair<std::string, std::string> split_at(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

// The site's own origin taken off; anything else is a mistake of the test.
std::string local(std::string_view target) {
  constexpr std::string_view kOrigin = "https://example.com";
  if (target.starts_with(kOrigin)) target.remove_prefix(kOrigin.size());
  if (!target.starts_with('/')) throw std::runtime_error("not on the site: " + std::string(target));
  return std::string(target);
}

}  // namespace

http::Request get(std::string path, const Parameters& query) {
  http::Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.query = encode_parameters(query);
  request.request_id = RequestId("r1");
  request.remote_address = "127.0.0.1";
  return request;
}

http::Request post(std::string path, const Parameters& form) {
  http::Request request = get(std::move(path));
  request.method = "POST";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = encode_parameters(form);
  return request;
}

std::string basic(std::string_view user, std::string_view password) {
  return "Basic " + base64(std::string(user) + ":" + std::string(password));
}

std::string error_in(const http::Response& response) {
  const std::string error = member(response, "error");
  return error.empty() ? "none" : error;
}

std::string member(const http::Response& response, std::string_view name) {
  const auto json = Json::parse(response.body());
  return json ? std::string(json->view().string(name).value_or("")) : "";
}

std::map<std::string, std::string> answer_in(const http::Response& response) {
  const std::string_view location = response.find_header("Location");
  const auto mark = location.find_first_of("?#");
  std::map<std::string, std::string> found;
  if (mark == std::string_view::npos) return found;
  std::string_view rest = location.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto [name, value] = split_at(rest.substr(0, end), '=');
    found[name] = form_decode(value).value();
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return found;
}

void Browser::sign_in(const host::Session& session) {
  const auto [name, value] = split_at(site_.session_cookie(session), '=');
  cookies[name] = value;
}

void Browser::sign_out() {
  cookies.erase("__Host-lockspire_session");
}

http::Response Browser::send(http::Request request) {
  for (const auto& [name, value] : cookies) {
    request.cookie += (request.cookie.empty() ? "" : "; ") + name + "=" + value;
  }
  auto services = site_.services();
  http::Response response = endpoints::authorize(request, services);
  for (const auto& [name, value] : response.headers()) {
    if (name != "Set-Cookie") continue;
    const auto [cookie, rest] = split_at(value, '=');
    const std::string kept = split_at(rest, ';').first;
    if (kept.empty()) {
      cookies.erase(cookie);
    } else {
      cookies[cookie] = kept;
    }
  }
  return response;
}

http::Response Browser::get(std::string_view target) {
  const auto [path, query] = split_at(local(target), '?');
  http::Request request = testing::get(path);
  request.query = query;
  return send(request);
}

http::Response Browser::post(std::string_view path, const Parameters& form) {
  return send(testing::post(local(path), form));
}

http::Response Browser::authorize(const Parameters& query) {
  return send(testing::get("/lockspire/authorize", query));
}

http::Response Browser::press(const http::Response& page, const Parameters& fields) {
  Parameters form{{"csrf_token", attribute_in(page, "name=\"csrf_token\" value=\"")}};
  return post(attribute_in(page, "action=\""), with(form, fields));
}

std::string attribute_in(const http::Response& page, std::string_view before) {
  const auto at = page.body().find(before);
  if (at == std::string::npos) throw std::runtime_error("the page has no " + std::string(before));
  const auto start = at + before.size();
  return page.body().substr(start, page.body().find('"', start) - start);
}

Parameters authorize_query(const Client& client, const Parameters& changes) {
  return with({{"client_id", client.client_id.text()},
               {"response_type", "code"},
               {"redirect_uri", kCallback},
               {"scope", "openid email"},
               {"state", "st-1"},
               {"nonce", "n-1"},
               {"code_challenge", kChallenge},
               {"code_challenge_method", "S256"}},
              changes);
}

}  // namespace lockspire::testing
