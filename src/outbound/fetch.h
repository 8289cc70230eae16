// The only way out: one HTTP exchange, guarded. No redirect is followed, no proxy, cookie or
// password of the environment is used, TLS is always verified, size and time are bounded, and the
// connection goes to an address that was checked (outbound/route.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outbound/route.h"

namespace lockspire::outbound {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string url;
  std::string method = "GET";
  std::vector<Header> headers{};
  std::string body{};
};

struct Response {
  int status = 0;
  std::vector<Header> headers{};  // names in lower case, in the order they came
  std::string body{};

  // The first of that name (given in lower case).
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

struct Options {
  Rules rules{};
  std::chrono::milliseconds connect_timeout{3'000};
  // From the look-up of the name to the last byte.
  std::chrono::milliseconds timeout{5'000};
  std::size_t most_body_bytes = 65'536;
  // Certificates to trust besides the system's; may be empty.
  std::string ca_file{};
};

// Any status is a response, a redirect too. Blocks for `timeout` at most; safe from several
// threads. REQUIRES: no transaction, no reader connection and no lock is held.
std::expected<Response, Failure> fetch(const Request& request, const Options& options);

}  // namespace lockspire::outbound
