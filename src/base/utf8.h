// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace lockspire {

bool is_utf8(std::string_view text);

// UTF-8 of at least one visible character and without control characters, line separators or the
// bidirectional controls that make a name read as another (U+202A-202E, U+2066-2069).
bool is_display_text(std::string_view text);

}  // namespace lockspire
