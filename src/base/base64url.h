// RFC 4648: base64url without padding (section 5), strict base64 for Basic credentials, and
// base32hex for texts that must sort as their bytes do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockspire {

std::string base64url(std::string_view bytes);

// nullopt for padding, characters outside the alphabet, an impossible length, and unused bits that
// are not zero: two different texts never decode to the same bytes.
std::optional<std::string> decode_base64url(std::string_view text);

// RFC 4648 4: the padded form of RFC 7617 credentials; as strict as above.
std::string base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);

// RFC 4648 7, in lower case and without padding: the order of the texts is the order of the bytes.
std::string base32hex(std::string_view bytes);

}  // namespace lockspire
