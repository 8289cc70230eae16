#include "http/authorization.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/uri.h"
#include "base/utf8.h"

namespace lockspire::http {
namespace {

char lower(char c) {
  return (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
}

// What follows the scheme and its spaces.
std::string_view credentials(std::string_view authorization) {
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos) return {};
  const auto start = authorization.find_first_not_of(' ', space);
  return start == std::string_view::npos ? std::string_view{} : authorization.substr(start);
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

// RFC 9110 11.1: the scheme is compared without regard to case.
bool has_scheme(std::string_view authorization, std::string_view scheme) {
  const std::string_view name = authorization.substr(0, authorization.find(' '));
  return std::ranges::equal(name, scheme, [](char a, char b) { return lower(a) == lower(b); });
}

// RFC 7617 2: user-id and password, joined by a colon, in base64.
std::optional<BasicCredentials> parse_basic(std::string_view authorization) {
  if (!has_scheme(authorization, "Basic")) return std::nullopt;
  const auto decoded = decode_base64(credentials(authorization));
  if (!decoded) return std::nullopt;
  const auto colon = decoded->find(':');
  if (colon == std::string::npos) return std::nullopt;
  auto user = form_decode(std::string_view(*decoded).substr(0, colon));
  auto password = form_decode(std::string_view(*decoded).substr(colon + 1));
  if (!user || !password) return std::nullopt;
  if (has_control(*user) || has_control(*password) || !is_utf8(*user)) return std::nullopt;
  return BasicCredentials{*std::move(user), Secret(*std::move(password))};
}

std::optional<Secret> parse_bearer(std::string_view authorization) {
  if (!has_scheme(authorization, "Bearer")) return std::nullopt;
  const std::string_view token = credentials(authorization);
  const auto end = token.find_last_not_of('=');
  // RFC 6750 2.1: b64token.
  const bool shaped =
      end != std::string_view::npos && std::ranges::all_of(token.substr(0, end + 1), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~+/").find(c) != std::string_view::npos;
      });
  if (!shaped) return std::nullopt;
  return Secret(std::string(token));
}

}  // namespace lockspire::http
