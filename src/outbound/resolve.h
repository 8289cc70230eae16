// The addresses of a host name, within a time.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "outbound/address.h"

namespace lockspire::outbound {

using Deadline = std::chrono::steady_clock::time_point;

// What the system's resolver (hosts file, DNS) says about the name, each address once, in its order
// of preference; never empty. The problem is for operators.
std::expected<std::vector<Address>, std::string> resolve(const std::string& host,
                                                         Deadline deadline);

}  // namespace lockspire::outbound
