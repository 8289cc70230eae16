#include "tools/site/listeners.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

using programs::Fd;

constexpr int kBacklog = 1'024;
constexpr int kMostTries = 50;

[[noreturn]] void refuse(const std::string& what) {
  throw SiteError(kRefused, what + ": " + std::generic_category().message(errno));
}

sockaddr_in loopback4(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Fd bind_tcp(const sockaddr* address, socklen_t size) {
  Fd fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) return fd;
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address->sa_family == AF_INET6) {
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  }
  if (::bind(fd.get(), address, size) != 0) return {};
  return fd;
}

Fd bind4(int port) {
  const sockaddr_in address = loopback4(port);
  return bind_tcp(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

Fd bind6(int port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(static_cast<std::uint16_t>(port));
  address.sin6_addr = in6addr_loopback;
  return bind_tcp(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

int port_of(const Fd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) refuse("port");
  return ntohs(address.sin_port);
}

// The same port on both addresses, or no socket at all.
Ports try_port(int port) {
  Fd first = bind4(port);
  if (!first.is_open() || ::listen(first.get(), kBacklog) != 0) return {};
  Ports ports;
  ports.port = port_of(first);
  ports.sockets.push_back(std::move(first));
  Fd second = bind6(ports.port);
  const bool taken = !second.is_open() && errno == EADDRINUSE;
  if (taken) return {};
  if (second.is_open() && ::listen(second.get(), kBacklog) == 0) {
    ports.sockets.push_back(std::move(second));
  }
  return ports;
}

Fd bind_path(const std::string& path, int type) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ::unlink(path.c_str());
  Fd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open() ||
      ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::chmod(path.c_str(), 0660) != 0) {
    refuse(path);
  }
  return fd;
}

}  // namespace

Ports listen_on(int port) {
  for (int i = 0; i < (port == 0 ? kMostTries : 1); ++i) {
    Ports ports = try_port(port);
    if (!ports.sockets.empty()) return ports;
  }
  refuse("port " + std::to_string(port));
}

int free_port() {
  const Fd fd = bind4(0);
  if (!fd.is_open()) refuse("no free port");
  return port_of(fd);
}

bool is_listening(int port) {
  return connect_to_port(port).is_open();
}

Fd listen_on_path(const std::string& path) {
  Fd fd = bind_path(path, SOCK_STREAM);
  if (::listen(fd.get(), kBacklog) != 0) refuse(path);
  return fd;
}

Fd receive_on_path(const std::string& path) {
  Fd fd = bind_path(path, SOCK_DGRAM);
  const int on = 1;  // each message then tells who sent it
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0) refuse(path);
  return fd;
}

Fd connect_to_path(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return {};
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open() ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return {};
  }
  return fd;
}

Fd connect_to_port(int port) {
  const sockaddr_in address = loopback4(port);
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open() ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return {};
  }
  return fd;
}

}  // namespace lockspire::site
