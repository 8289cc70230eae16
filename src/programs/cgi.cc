#include "programs/cgi.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "base/random.h"

namespace lockspire::programs {
namespace {

constexpr std::size_t kMaxDropped = std::size_t{1} << 20;

std::string made_up_id() {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : SystemRandom().bytes(16)) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4];
    out += kHex[byte & 0x0f];
  }
  return out;
}

std::optional<std::size_t> parse_length(std::string_view text) {
  std::size_t length = 0;
  const char* const begin = text.begin();
  const char* const end = text.end();
  const auto [stop, error] = std::from_chars(begin, end, length);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return length;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// RFC 3875 4.2: no more than CONTENT_LENGTH bytes may be read from standard input.
BodySource standard_input(int fd, std::size_t declared) {
  return [fd, left = declared](char* buffer, std::size_t size) mutable -> std::ptrdiff_t {
    const std::size_t wanted = std::min(left, size);
    if (wanted == 0) return 0;
    ssize_t got = 0;
    do {
      got = ::read(fd, buffer, wanted);
    } while (got < 0 && errno == EINTR);
    if (got > 0) left -= static_cast<std::size_t>(got);
    return got;
  };
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

http::Response plain_fault(const http::Request& /*request*/, int status) {
  http::Response response(status);
  response.no_store().header("X-Content-Type-Options", "nosniff");
  response.body("text/plain; charset=utf-8", std::string(http::reason_phrase(status)) + "\n");
  return response;
}

Body read_body(const BodySource& source, std::string_view content_length, std::size_t limit) {
  const std::optional<std::size_t> declared = parse_length(content_length);
  Body body;
  std::size_t received = 0;
  std::array<char, 8192> chunk{};
  for (;;) {
    const std::ptrdiff_t got = source(chunk.data(), chunk.size());
    if (got < 0) return {.status = 400, .text = {}, .drained = false};
    if (got == 0) break;
    received += static_cast<std::size_t>(got);
    if (received > limit + kMaxDropped) return {.status = 413, .text = {}, .drained = false};
    if (received <= limit) body.text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  const bool too_large = received > limit || declared > limit;
  if (too_large) return {.status = 413, .text = {}, .drained = true};
  // A body that is shorter than it should be must not pass for a whole one.
  const bool as_declared = content_length.empty() || declared == received;
  if (!as_declared) return {.status = 400, .text = {}, .drained = true};
  return body;
}

http::Request read_request(const http::Parameters& parameters) {
  http::Request request = http::request_from(parameters);
  if (request.request_id.empty()) request.request_id = RequestId(made_up_id());
  return request;
}

http::Response answer(const Service& service, http::Request& request, Body body) {
  const std::string& rid = request.request_id.text();
  if (body.status != 200) return service.fault(request, body.status);
  request.body = std::move(body.text);
  try {
    return service.handler(request);
  } catch (const std::exception& failure) {
    service.log.write(LogLevel::kError, "handler.failed",
                      {{"detail", failure.what()}, {"rid", rid}});
  } catch (...) {
    service.log.write(LogLevel::kError, "handler.failed",
                      {{"detail", "not a std::exception"}, {"rid", rid}});
  }
  return service.fault(request, 500);
}

std::string print(const http::Response& response, std::string_view method) {
  const int status = response.status();
  const bool may_have_body = status != 204 && status != 304;
  std::string out = "Status: " + std::to_string(status) + " ";
  out += http::reason_phrase(status);
  out += "\r\n";
  for (const auto& [name, value] : response.headers()) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  if (may_have_body) {
    out += "Content-Length: " + std::to_string(response.body().size()) + "\r\n";
  }
  out += "\r\n";
  // RFC 9110 9.3.2: the answer to HEAD has the headers of GET and no content.
  if (may_have_body && method != "HEAD") out += response.body();
  return out;
}

bool is_listening_socket(int fd) {
  int listening = 0;
  socklen_t size = sizeof(listening);
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening == 1;
}

int serve_once(const Service& service, int in, int out) {
  std::signal(SIGPIPE, SIG_IGN);  // a web server that went away is an error of write(2)
  // Not every CGI server knows DOCUMENT_URI: RFC 3875 3.3 makes the path of these two.
  std::string path = environment("DOCUMENT_URI");
  if (path.empty()) path = environment("SCRIPT_NAME") + environment("PATH_INFO");
  http::Request request = read_request([&](const char* name) -> std::string_view {
    if (std::string_view(name) == "DOCUMENT_URI") return path;
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view(value);
  });
  const std::string content_length = environment("CONTENT_LENGTH");
  const std::size_t declared = parse_length(content_length).value_or(0);
  Body body = read_body(standard_input(in, declared), content_length, service.max_body);
  const http::Response response = answer(service, request, std::move(body));
  return write_all(out, print(response, request.method)) ? 0 : 1;
}

}  // namespace lockspire::programs
