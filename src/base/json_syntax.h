// The strict pre-pass that stands before cJSON. One linear walk, no allocation but the names seen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace lockspire {

// nullopt when the text is acceptable; else what is wrong and at which byte.
std::optional<std::string> check_json_syntax(std::string_view text, const JsonLimits& limits);

}  // namespace lockspire
