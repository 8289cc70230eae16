// The keys of a [[route]]: name and rule.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ops/config_document.h"
#include "protocol/guard/route.h"
#include "protocol/policy.h"

namespace lockspire::ops {

struct RouteKey {
  std::string_view name;
  bool required = false;
  // Sets the value, or says what is wrong with it.
  std::optional<std::string> (*set)(guard::Route& route, const ConfigValue& value,
                                    const Policy& policy);
};

std::span<const RouteKey> route_keys();

// The known key nearest to one that is not; empty when none is near.
std::string nearest_route_key(std::string_view unknown);

}  // namespace lockspire::ops
