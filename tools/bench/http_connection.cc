#include "tools/bench/http_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace lockspire::bench {
namespace {

constexpr int kPatienceMs = 20'000;

[[noreturn]] void throw_lost(const char* doing) {
  throw ConnectionLost(std::string(doing) + ": " + std::strerror(errno));
}

bool starts_with_name(std::string_view line, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::ranges::equal(line.substr(0, name.size()), name,
                            [&](char a, char b) { return lower(a) == lower(b); });
}

template <typename Number>
Number number(std::string_view text) {
  Number value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop == text.data()) throw ConnectionLost("not an HTTP response");
  return value;
}

}  // namespace

std::string_view HttpResponse::field(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = std::min(rest.find("\r\n"), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    if (!starts_with_name(line, name)) continue;
    line.remove_prefix(name.size() + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return line;
  }
  return {};
}

HttpConnection::HttpConnection(std::uint16_t port)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (!fd_.is_open()) throw_lost("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw_lost("connect");
  }
}

void HttpConnection::send(std::string_view request) {
  const ssize_t sent = ::send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(request.size())) throw_lost("send");
}

std::optional<HttpResponse> HttpConnection::receive() {
  std::array<char, 16'384> chunk;
  const ssize_t got = ::recv(fd_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (got < 0) throw_lost("receive");
  if (got == 0) throw ConnectionLost("closed");
  received_.append(chunk.data(), static_cast<std::size_t>(got));
  return take_response();
}

// RFC 9112 6: the server names a length or the status has no content; nothing here is chunked.
std::optional<HttpResponse> HttpConnection::take_response() {
  const auto head_end = received_.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  HttpResponse response;
  response.head.assign(received_, 0, head_end);
  response.status = number<int>(std::string_view(response.head).substr(9));
  const bool has_content = response.status != 204 && response.status != 304;
  const std::size_t length =
      has_content ? number<std::size_t>(response.field("Content-Length")) : 0;
  const std::size_t total = head_end + 4 + length;
  if (received_.size() < total) return std::nullopt;
  response.body.assign(received_, head_end + 4, length);
  received_.erase(0, total);
  return response;
}

HttpResponse HttpConnection::await() {
  for (;;) {
    pollfd readable{.fd = fd(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, kPatienceMs) == 0) throw ConnectionLost("no answer");
    if (auto response = receive()) return *std::move(response);
  }
}

}  // namespace lockspire::bench
