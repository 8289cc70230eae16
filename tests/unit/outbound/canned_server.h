// An HTTP server on loopback that says the same to everybody, and keeps what it was asked.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lockspire::testing {

class CannedServer {
 public:
  // After `answer` it waits for `patience` before it closes.
  explicit CannedServer(std::string answer, std::chrono::milliseconds patience = {})
      : answer_(std::move(answer)),
        patience_(patience),
        listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(listening_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listening_, 8);
    getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedServer() {
    stopping_ = true;
    shutdown(listening_, SHUT_RDWR);
    thread_.join();
    close(listening_);
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + "/path?q=1";
  }
  [[nodiscard]] int connections() const { return connections_; }
  // The last request. REQUIRES: its answer has come.
  [[nodiscard]] const std::string& request() const { return request_; }

 private:
  void serve() {
    for (;;) {
      const int fd = accept(listening_, nullptr, nullptr);
      if (fd < 0) return;
      ++connections_;
      std::array<char, 8'192> buffer{};
      const ssize_t got = read(fd, buffer.data(), buffer.size());
      request_.assign(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
      (void)send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      wait(fd);
      close(fd);
    }
  }

  // Until the time is over, the other side hangs up, or the server stops.
  void wait(int fd) const {
    const auto end = std::chrono::steady_clock::now() + patience_;
    while (!stopping_ && std::chrono::steady_clock::now() < end) {
      pollfd closed{fd, POLLRDHUP, 0};
      if (poll(&closed, 1, 20) > 0) return;
    }
  }

  const std::string answer_;
  const std::chrono::milliseconds patience_;
  const int listening_;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> stopping_{false};
  std::string request_;
  std::thread thread_;
};

}  // namespace lockspire::testing
