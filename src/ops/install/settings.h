// The texts of an installation that are more than a shipped file with its placeholders filled in.
#pragma once

#include <string>
#include <string_view>

namespace lockspire::ops {

// The example configuration with another value (TOML) for one key; every comment stays. An empty
// section is the top of the file. Throws std::runtime_error when the file has no such key.
std::string with_setting(std::string_view toml, std::string_view section, std::string_view key,
                         std::string_view value);

// The server snippet of an issuer without a path: what would stand there twice stands once, and the
// rule that answers 404 for the rest of the issuer's paths is gone, since the rest is the host's.
std::string for_root_issuer(std::string_view server_snippet);

}  // namespace lockspire::ops
