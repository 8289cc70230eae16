// One keep-alive HTTP/1.1 connection to the loopback, non-blocking.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "programs/fd.h"

namespace lockspire::bench {

// The peer closed, refused or broke off; what was asked has no answer.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct HttpResponse {
  int status = 0;
  std::string head;  // status line and header fields
  std::string body;

  // The first field of that name; empty when there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

class HttpConnection {
 public:
  // Throws ConnectionLost.
  explicit HttpConnection(std::uint16_t port);

  [[nodiscard]] int fd() const { return fd_.get(); }

  // One request at a time; it must be small enough for the socket's buffer. Throws ConnectionLost.
  void send(std::string_view request);

  // What has arrived of the answer: nullopt while some is missing. Throws ConnectionLost.
  std::optional<HttpResponse> receive();

  // The answer, waited for. Throws ConnectionLost.
  HttpResponse await();
  HttpResponse exchange(std::string_view request) {
    send(request);
    return await();
  }

 private:
  std::optional<HttpResponse> take_response();

  programs::Fd fd_;
  std::string received_;
};

}  // namespace lockspire::bench
