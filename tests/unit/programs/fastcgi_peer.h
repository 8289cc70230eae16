// The web server's side of FastCGI 1.0, written by hand so that a test can send half a record.
#pragma once

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "programs/fd.h"

namespace lockspire::testing {

using FastcgiParameters = std::vector<std::pair<std::string, std::string>>;

enum class Record : std::uint8_t {
  kBegin = 1,
  kAbort = 2,
  kEnd = 3,
  kParams = 4,
  kStdin = 5,
  kStdout = 6
};

inline std::string record(Record type, std::string_view content) {
  std::string out{'\x01', static_cast<char>(type), '\0', '\x01'};
  out += static_cast<char>(content.size() >> 8);
  out += static_cast<char>(content.size() & 0xff);
  out += std::string(2, '\0');
  return out.append(content);
}

inline std::string begin_request(bool keep) {
  return record(Record::kBegin, {keep ? "\0\1\1\0\0\0\0\0" : "\0\1\0\0\0\0\0\0", 8});
}

inline std::string params(const FastcgiParameters& parameters) {
  std::string content;
  for (const auto& [name, value] : parameters) {
    for (const std::string& part : {name, value}) {
      if (part.size() < 128) {
        content += static_cast<char>(part.size());
        continue;
      }
      content += static_cast<char>(0x80);
      content += static_cast<char>((part.size() >> 16) & 0xff);
      content += static_cast<char>((part.size() >> 8) & 0xff);
      content += static_cast<char>(part.size() & 0xff);
    }
    content += name + value;
  }
  return record(Record::kParams, content) + record(Record::kParams, "");
}

inline std::string body(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 32'768))) {
    out += record(Record::kStdin, text.substr(0, 32'768));
  }
  return out + record(Record::kStdin, "");
}

inline std::string post(std::string_view text, FastcgiParameters more = {}, bool keep = true) {
  FastcgiParameters all{{"REQUEST_METHOD", "POST"},
                        {"CONTENT_LENGTH", std::to_string(text.size())}};
  all.insert(all.end(), more.begin(), more.end());
  return begin_request(keep) + params(all) + body(text);
}

// A listening socket with an address of the kernel's choice, outside the file system.
class Listener {
 public:
  explicit Listener(int backlog = 128) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sun_family = AF_UNIX;
    const auto* const any = reinterpret_cast<const sockaddr*>(&address_);
    if (::bind(fd_.get(), any, sizeof(sa_family_t)) != 0 || ::listen(fd_.get(), backlog) != 0) {
      throw std::runtime_error("listener");
    }
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address_), &size_);
  }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] programs::Fd connect() const {
    programs::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address_), size_) != 0) {
      throw std::runtime_error("connect");
    }
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    return fd;
  }

 private:
  programs::Fd fd_;
  sockaddr_un address_{};
  socklen_t size_ = sizeof(address_);
};

class FastcgiPeer {
 public:
  explicit FastcgiPeer(const Listener& listener) : fd_(listener.connect()) {}

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // closed by the pool; the next receive tells
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // The CGI text of one response; empty when the connection closed before its end record.
  std::string receive() {
    std::string text;
    for (;;) {
      const std::string header = read_exactly(8);
      if (header.size() < 8) return {};
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(header[i]); };
      const std::string content = read_exactly((std::size_t{byte(4)} << 8) + byte(5));
      read_exactly(byte(6));
      if (byte(1) == static_cast<unsigned char>(Record::kEnd)) return text;
      if (byte(1) == static_cast<unsigned char>(Record::kStdout)) text += content;
    }
  }

  std::string exchange(std::string_view bytes) {
    send(bytes);
    return receive();
  }

  // Whether the pool closed the connection (waits for that).
  bool is_closed() {
    char byte = 0;
    const ssize_t got = ::recv(fd_.get(), &byte, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
  }
  // Whether it is open and silent now.
  bool is_open_and_idle() {
    char byte = 0;
    return ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }
  void close() { fd_.reset(); }

 private:
  std::string read_exactly(std::size_t size) {
    std::string out(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const ssize_t got = ::recv(fd_.get(), out.data() + have, size - have, 0);
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    out.resize(have);
    return out;
  }
  programs::Fd fd_;
};

}  // namespace lockspire::testing
