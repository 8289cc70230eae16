// What FastCGI and plain CGI (RFC 3875) have in common: a request from parameters and a bounded
// body, an answer that survives a throwing handler, and the response as CGI text. And the plain-CGI
// mode.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::programs {

using Handler = std::function<http::Response(const http::Request&)>;

// The fixed answer to what no handler survived: 500. And to what none saw, for its body could not
// be taken: 400 or 413.
using Fault = std::function<http::Response(const http::Request& request, int status)>;
http::Response plain_fault(const http::Request& request, int status);

struct Service {
  Handler handler;
  Log log;
  Fault fault = plain_fault;  // in the content type of the endpoint
  std::size_t max_body = std::size_t{64} * 1024;
};

// Fills a buffer: the bytes read, 0 at the end, negative when the body broke off.
using BodySource = std::function<std::ptrdiff_t(char* buffer, std::size_t size)>;

struct Body {
  // 200, 400 (broke off, or not as long as was declared) or 413.
  int status = 200;
  std::string text;
  // All of it was taken from the source, also when it was too large to keep.
  bool drained = true;
};

// RFC 3875 4.1.2: `content_length` counts the body's bytes; empty means that none was declared.
// Of a body beyond `limit` a further MiB is read and dropped, so that the peer can read the answer.
Body read_body(const BodySource& source, std::string_view content_length, std::size_t limit);

// The request without its body; makes up a request id when the web server gave none.
http::Request read_request(const http::Parameters& parameters);

// The handler's answer, or the fault for the body's status or for what the handler threw.
http::Response answer(const Service& service, http::Request& request, Body body);

// RFC 3875 6: a Status header, the others, and the body, which HEAD, 204 and 304 do not have.
std::string print(const http::Response& response, std::string_view method);

// Whether fd is a listening socket, hence FastCGI is spoken on it (RFC 3875 has standard input
// there).
bool is_listening_socket(int fd);

// Plain CGI: one request from the environment and `in`, the response to `out`.
// Returns the exit status: 1 when the response could not be written.
int serve_once(const Service& service, int in = 0, int out = 1);

}  // namespace lockspire::programs
