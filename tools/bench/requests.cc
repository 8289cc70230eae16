#include "tools/bench/requests.h"

#include <array>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/uri.h"

namespace lockspire::bench {
namespace {

// One verifier for all codes: what is measured is its check.
constexpr std::string_view kVerifier = "bench-verifier-of-more-than-43-characters-0123456789";

std::string header_block(const Site& site, std::string_view method, std::string_view target) {
  std::string text(method);
  text += ' ';
  text += target;
  text += " HTTP/1.1\r\nHost: " + site.host + "\r\n";
  return text;
}

void add_form(std::string& text, std::string_view form) {
  text += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
  text += std::to_string(form.size()) + "\r\n\r\n";
  text += form;
}

// RFC 6749 2.3.1: client_secret_basic.
std::string client_request(const Site& site, const std::string& path, const BenchClient& client,
                           std::string_view form) {
  std::string text = header_block(site, "POST", path);
  const std::string user = percent_encode(client.client_id);
  text +=
      "Authorization: Basic " + base64(user + ":" + percent_encode(client.client_secret)) + "\r\n";
  add_form(text, form);
  return text;
}

std::string token_request(const Site& site, const BenchClient& client, std::string_view form) {
  return client_request(site, site.paths.token, client, form);
}

std::string about_token(const Site& site, const std::string& path, const BenchClient& client,
                        std::string_view token) {
  const std::array<Parameter, 1> form{{{"token", std::string(token)}}};
  return client_request(site, path, client, encode_parameters(form));
}

}  // namespace

std::string get(const Site& site, std::string_view path) {
  return header_block(site, "GET", path) + "\r\n";
}

std::string authorize_target(const Site& site, const BenchClient& client, std::uint64_t serial) {
  static const std::string challenge = base64url(sha256(kVerifier));
  const std::array<Parameter, 8> parameters{{
      {"client_id", client.client_id},
      {"redirect_uri", client.redirect_uri},
      {"response_type", "code"},
      {"scope", "openid email offline_access"},
      {"state", "state-" + std::to_string(serial)},
      {"nonce", "nonce-" + std::to_string(serial)},
      {"code_challenge", challenge},
      {"code_challenge_method", "S256"},
  }};
  return append_query(site.paths.authorize, parameters);
}

std::string redeem_code(const Site& site, const BenchClient& client, std::string_view code) {
  const std::array<Parameter, 4> form{{
      {"grant_type", "authorization_code"},
      {"code", std::string(code)},
      {"redirect_uri", client.redirect_uri},
      {"code_verifier", std::string(kVerifier)},
  }};
  return token_request(site, client, encode_parameters(form));
}

std::string refresh(const Site& site, const BenchClient& client, std::string_view refresh_token) {
  const std::array<Parameter, 2> form{{
      {"grant_type", "refresh_token"},
      {"refresh_token", std::string(refresh_token)},
  }};
  return token_request(site, client, encode_parameters(form));
}

std::string userinfo(const Site& site, std::string_view access_token) {
  std::string text = header_block(site, "GET", site.paths.userinfo);
  text += "Authorization: Bearer ";
  text += access_token;
  return text + "\r\n\r\n";
}

std::string ask_for_itself(const Site& site, const BenchClient& client) {
  const std::array<Parameter, 3> form{{
      {"grant_type", "client_credentials"},
      {"scope", "echo:read"},
      {"resource", site.resource},
  }};
  return token_request(site, client, encode_parameters(form));
}

std::string introspect(const Site& site, const BenchClient& client, std::string_view token) {
  return about_token(site, site.paths.introspection, client, token);
}

std::string revoke(const Site& site, const BenchClient& client, std::string_view token) {
  return about_token(site, site.paths.revocation, client, token);
}

std::string call_api(const Site& site, std::string_view path, std::string_view access_token) {
  std::string text = header_block(site, "GET", path);
  if (access_token.empty()) return text + "\r\n";
  text += "Authorization: Bearer ";
  text += access_token;
  return text + "\r\n\r\n";
}

std::string browse(const Site& site, std::string_view target, std::string_view cookies) {
  std::string text = header_block(site, "GET", target);
  text += "Cookie: ";
  text += cookies;
  return text + "\r\n\r\n";
}

std::string submit(const Site& site, std::string_view target, std::string_view cookies,
                   std::string_view form) {
  std::string text = header_block(site, "POST", target);
  text += "Cookie: ";
  text += cookies;
  text += "\r\nOrigin: http://" + site.host + "\r\n";
  add_form(text, form);
  return text;
}

std::optional<std::string> code_of(const HttpResponse& response) {
  const std::string_view location = response.field("Location");
  const auto start = location.find("code=");
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view code = location.substr(start + 5);
  return std::string(code.substr(0, code.find('&')));
}

std::optional<Tokens> tokens_of(const HttpResponse& response) {
  if (response.status != 200) return std::nullopt;
  const auto json = Json::parse(response.body);
  if (!json) return std::nullopt;
  const auto access = json->view().string("access_token");
  const auto refresh_token = json->view().string("refresh_token");
  if (!access || !refresh_token) return std::nullopt;
  return Tokens{std::string(*access), std::string(*refresh_token)};
}

}  // namespace lockspire::bench
