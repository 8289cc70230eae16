// The shipped files carry @NAME@ where an installation has a value of its own.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace lockspire::ops {

using Values = std::map<std::string, std::string, std::less<>>;

// Puts the values in. What is no placeholder (`@named_location`) stays. Throws std::runtime_error
// for a placeholder without a value.
std::string fill_in(std::string_view text, const Values& values);

}  // namespace lockspire::ops
