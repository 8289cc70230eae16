// From a URL to the addresses that may be connected to, decided once: the name is looked up here
// and nowhere else, every address is checked, and the connection stays with what was checked. A
// name that later means something else (DNS rebinding) changes nothing.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "outbound/address.h"
#include "outbound/resolve.h"

namespace lockspire::outbound {

enum class Reach {
  kPublic,    // public addresses at the default port, and the exceptions: for strangers' URLs
  kAnywhere,  // for an operator's own tools
};

using Resolver =
    std::function<std::expected<std::vector<Address>, std::string>(const std::string&, Deadline)>;

struct Rules {
  Reach reach = Reach::kPublic;
  // Hosts and ports, as `host:port`, that may be private and of any port.
  std::vector<std::string> exceptions{};
  bool allow_http = false;
  Resolver resolver = resolve;
};

enum class FailureKind {
  kUrl,       // malformed, or not allowed whatever it resolves to
  kName,      // the host has no address
  kAddress,   // one of its addresses is not public
  kConnect,   // nobody answers there
  kTls,       // the certificate does not prove the host
  kTimeout,   // not done within the time
  kTooLarge,  // header or body beyond the limit
  kProtocol,  // not HTTP, or cut short
};

struct Failure {
  FailureKind kind;
  std::string detail;  // for operators: whoever gave the URL must not learn it
};

struct Route {
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::vector<Address> addresses;  // not empty, all of them checked

  [[nodiscard]] bool leads_to(const Address& address) const;
};

// Why the URL is refused before anything is looked up, as words that follow its name; nullopt when
// nothing speaks against it. The rules at registration are these too.
std::optional<std::string_view> broken_url_rule(std::string_view url, const Rules& rules);

// One address that is not public refuses them all.
std::expected<Route, Failure> find_route(std::string_view url, const Rules& rules,
                                         Deadline deadline);

}  // namespace lockspire::outbound
