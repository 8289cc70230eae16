// SHA-2 and HMAC. Results are raw bytes, digests fetched once.
#pragma once

#include <string>
#include <string_view>

namespace lockspire {

std::string sha256(std::string_view input);
std::string sha384(std::string_view input);
std::string sha512(std::string_view input);
std::string hmac_sha256(std::string_view key, std::string_view input);

}  // namespace lockspire
