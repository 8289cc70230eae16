#include "base/uri.h"

#include <algorithm>

namespace lockspire {
namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// A percent sign and two hex digits at the front.
bool is_percent_encoded(std::string_view text) {
  return text.size() >= 3 && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
}

// RFC 3986 2: unreserved, reserved, or the start of a percent-encoded byte.
bool only_uri_characters(std::string_view text) {
  constexpr std::string_view kReserved = ":/?#[]@!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool reserved = kReserved.find(c) != std::string_view::npos;
    if (c == '%' ? !is_percent_encoded(text.substr(i)) : !is_unreserved(c) && !reserved) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_host(std::string_view host) {
  if (!host.starts_with('[')) return host.find_first_of("[]:/?#@") == std::string_view::npos;
  return host.size() > 2 && host.ends_with(']') &&
         host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
             std::string_view::npos;
}

bool is_port(std::string_view port) {
  unsigned number = 0;
  for (const char c : port) {
    if (!is_digit(c) || port.size() > 5) return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number <= 65'535;
}

// authority = [ userinfo "@" ] host [ ":" port ]
bool parse_authority(std::string_view authority, Uri& uri) {
  uri.has_authority = true;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    uri.has_userinfo = true;
    authority.remove_prefix(at + 1);
  }
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  uri.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) {
    uri.has_port = true;
    uri.port = authority.substr(colon + 1);
  }
  return is_host(uri.host) && is_port(uri.port);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

// RFC 3986 3: the parts of a URI.
std::optional<Uri> parse_uri(std::string_view text) {
  if (!only_uri_characters(text)) return std::nullopt;
  Uri uri;
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    uri.has_fragment = true;
    uri.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    uri.has_query = true;
    uri.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  uri.scheme = text.substr(0, colon);
  if (!is_scheme(uri.scheme)) return std::nullopt;
  text.remove_prefix(colon + 1);
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const auto slash = text.find('/');
    if (!parse_authority(text.substr(0, slash), uri)) return std::nullopt;
    text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
  }
  uri.path = text;
  return uri;
}

std::optional<std::string> origin_of(std::string_view text) {
  const auto uri = parse_uri(text);
  if (!uri || !uri->has_authority || uri->host.empty()) return std::nullopt;
  const std::string scheme = lower(uri->scheme);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  std::string origin = scheme + "://" + lower(uri->host);
  const std::string_view default_port = scheme == "https" ? "443" : "80";
  if (!uri->port.empty() && uri->port != default_port) origin += ":" + std::string(uri->port);
  return origin;
}

// RFC 3986 2.3: everything but unreserved characters is encoded.
std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 0x0f];
    }
  }
  return out;
}

// RFC 6749 B: application/x-www-form-urlencoded.
std::optional<std::string> form_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string encode_parameters(std::span<const Parameter> parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

// RFC 6749 3.1.2 #query: the query of a redirect URI is kept and added to.
std::string append_query(std::string_view uri, std::span<const Parameter> parameters) {
  std::string out(uri);
  const auto mark = uri.find('?');
  if (mark == std::string_view::npos) {
    out += '?';
  } else if (mark + 1 != uri.size() && !uri.ends_with('&')) {
    out += '&';
  }
  return out + encode_parameters(parameters);
}

std::string append_fragment(std::string_view uri, std::span<const Parameter> parameters) {
  return std::string(uri) + "#" + encode_parameters(parameters);
}

std::string uri_for_log(std::string_view uri) {
  const auto end = std::min(uri.find_first_of("?#"), uri.size());
  std::string shown(uri.substr(0, end));
  if (end < uri.size()) shown += std::string(1, uri[end]) + "...";
  const auto authority = shown.find("//");
  if (authority == std::string::npos) return shown;
  const auto path = std::min(shown.find('/', authority + 2), shown.size());
  const auto at = shown.rfind('@', path);
  if (at == std::string::npos || at < authority) return shown;
  return shown.replace(authority + 2, at - authority - 2, "...");
}

}  // namespace lockspire
