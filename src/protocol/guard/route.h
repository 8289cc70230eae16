// A protected route of the host's API: what a token must be for to get there. The whole policy of
// the guard is a table of these.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "protocol/scope.h"

namespace lockspire::guard {

struct Route {
  std::string name;                // what nginx calls it; several entries may share one
  std::string path;                // the prefix of nginx's location
  Words methods;                   // empty: any
  std::string resource;            // RFC 8707: must be in the token's audience
  Words scopes;                    // all of them are required
  Words acr;                       // one of them is required, the preferred one first; empty: any
  std::optional<Seconds> max_age;  // of the sign-in

  // RFC 9110 9.3.2: HEAD is GET without a body.
  [[nodiscard]] bool takes(std::string_view method) const;
};

class RouteTable {
 public:
  RouteTable() = default;
  explicit RouteTable(std::vector<Route> routes);

  struct Entry {
    Route route;
    // Of everything that is asked of a token here: two entries share it only when all of that is
    // the same.
    std::string fingerprint;
  };

  [[nodiscard]] bool has(std::string_view name) const;
  // nullptr when no entry of that name takes the method.
  [[nodiscard]] const Entry* find(std::string_view name, std::string_view method) const;
  // What the entries of that name take.
  [[nodiscard]] Words methods_of(std::string_view name) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace lockspire::guard
