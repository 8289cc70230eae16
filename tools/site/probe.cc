#include "tools/site/probe.h"

#include <array>
#include <thread>

#include <sys/socket.h>
#include <sys/time.h>

#include "tools/site/listeners.h"

namespace lockspire::site {
namespace {

bool answers(int port, const Endpoint& endpoint) {
  const int status = http_status(port, endpoint.path);
  return status >= 200 && status < 500 && status != 404;
}

}  // namespace

int http_status(int port, const std::string& path) {
  const programs::Fd fd = connect_to_port(port);
  if (!fd.is_open()) return 0;
  const timeval limit{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  const std::string request = "GET " + path +
                              " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                              "\r\nConnection: close\r\n\r\n";
  if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != std::ssize(request)) {
    return 0;
  }
  std::array<char, 12> line{};  // "HTTP/1.1 200"
  if (::recv(fd.get(), line.data(), line.size(), MSG_WAITALL) != std::ssize(line)) return 0;
  const std::string status(line.data() + 9, 3);
  const bool is_number = status.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::stoi(status) : 0;
}

std::vector<Endpoint> wait_for_endpoints(int port, const std::vector<Endpoint>& endpoints,
                                         std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::vector<Endpoint> missing = endpoints;
  for (;;) {
    std::erase_if(missing, [&](const Endpoint& endpoint) { return answers(port, endpoint); });
    if (missing.empty() || std::chrono::steady_clock::now() > deadline) return missing;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::vector<Endpoint> endpoints_of(const std::string& mount) {
  return {{"authorize", mount + "/authorize"},
          {"token", mount + "/token"},
          {"userinfo", mount + "/userinfo"},
          {"revoke", mount + "/revoke"},
          {"introspect", mount + "/introspect"},
          {"account", mount + "/account/apps"},
          {"jwks", mount + "/jwks"},
          {"metrics", mount + "/metrics"},
          {"discovery", mount + "/.well-known/openid-configuration"},
          {"discovery", "/.well-known/oauth-authorization-server" + mount},
          {"discovery", "/.well-known/openid-configuration" + mount},
          {"guard", "/api/echo"},
          {"host", "/"}};
}

}  // namespace lockspire::site
