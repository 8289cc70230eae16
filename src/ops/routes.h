// routes.toml -> the policy of the guard: one [[route]] for each location of the host's API, or for
// some of its methods. Like lockspire.toml, an unknown key, a wrong type or an impossible value is
// an error that names file, line, key and the nearest known key.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "ops/config.h"
#include "protocol/guard/route.h"

namespace lockspire::ops {

// Refused: a key that is missing, unknown or of another type; a name that is not of letters,
// digits, - and _; a path that is no plain prefix; a resource that `resource add` would refuse; a
// scope that is not in [scopes]; entries of one name with different paths or resources, or that
// take the same method.
std::expected<guard::RouteTable, ConfigProblems> parse_routes(std::string_view text,
                                                              const std::string& path,
                                                              const Policy& policy);

// The file that the configuration names; an empty table when it names none.
std::expected<guard::RouteTable, ConfigProblems> load_routes(const Config& config);

}  // namespace lockspire::ops
