// RFC 3986: taking absolute URIs apart without normalising them, percent-encoding, and adding
// parameters to a redirect URI.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace lockspire {

using Parameter = std::pair<std::string, std::string>;

// Views into the text that was parsed; it must outlive them.
struct Uri {
  std::string_view scheme;
  bool has_authority = false;
  bool has_userinfo = false;
  std::string_view host;  // [..] included for IPv6
  std::string_view port;  // digits; empty when absent
  bool has_port = false;
  std::string_view path;
  bool has_query = false;
  std::string_view query;
  bool has_fragment = false;
  std::string_view fragment;
};

// An absolute URI of the characters of RFC 3986, each % followed by two hex digits; nullopt for
// anything else (spaces, backslashes, control bytes and non-ASCII bytes among it).
std::optional<Uri> parse_uri(std::string_view text);

// RFC 6454 6.2: the ASCII serialization of an origin.
// scheme://host[:port] of an http(s) URI, in lower case and without the default port; nullopt
// otherwise. This is what browsers send as Origin.
std::optional<std::string> origin_of(std::string_view uri);

// Percent-encodes everything but RFC 3986 unreserved characters (space becomes %20).
std::string percent_encode(std::string_view text);

// application/x-www-form-urlencoded: + is a space; nullopt for a % without two hex digits.
std::optional<std::string> form_decode(std::string_view text);

// name=value&...; every value percent-encoded.
std::string encode_parameters(std::span<const Parameter> parameters);

// RFC 6749 3.1.2: parameters are added to the query the URI has, which stays as it is.
std::string append_query(std::string_view uri, std::span<const Parameter> parameters);

// OIDC MultipleTypes 2.1: the same in the fragment.
std::string append_fragment(std::string_view uri, std::span<const Parameter> parameters);

// For logs: without user, query and fragment, where clients put states and tokens.
std::string uri_for_log(std::string_view uri);

}  // namespace lockspire
