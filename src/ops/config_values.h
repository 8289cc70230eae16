// The rules of single configuration values: text -> value, or the words that say what is wrong.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "protocol/policy.h"

namespace lockspire::ops {

template <typename T>
using Parsed = std::expected<T, std::string>;

// "10s", "15m", "12h", "30d".
Parsed<Seconds> parse_duration(std::string_view text);
// The largest unit that leaves no rest: 600 s is "10m".
std::string print_duration(Seconds duration);

// Sets issuer, origin, mount and secure.
Parsed<bool> set_issuer(Policy& policy, const std::string& issuer);

// A path on the host's origin, maybe with a query.
Parsed<std::string> parse_host_path(const std::string& text);

// scheme://host[:port] as browsers write it.
Parsed<std::string> parse_origin(const std::string& text);

// "host:port", "[::1]:8443".
Parsed<std::string> parse_host_port(const std::string& text);

// localhost, 127.0.0.0/8, [::1].
bool is_loopback_host(std::string_view host);

// RFC 6749 3.3: the characters of one scope.
bool is_scope_name(std::string_view text);

// The words that the consent page has for this scope when the file gives none; empty when unknown.
std::string_view standard_scope_words(std::string_view scope);

// A TOML basic string.
std::string toml_string(std::string_view text);

}  // namespace lockspire::ops
