#include "base/utf8.h"

#include <cstdint>
#include <optional>

namespace lockspire {
namespace {

// Takes one code point off the front; nullopt when the bytes are not UTF-8.
std::optional<std::uint32_t> take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 1;
  std::uint32_t point = lead;
  std::uint32_t least = 0;
  if (lead >= 0x80) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2, point = lead & 0x1fU, least = 0x80;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3, point = lead & 0x0fU, least = 0x800;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4, point = lead & 0x07U, least = 0x10000;
    } else {
      return std::nullopt;
    }
  }
  if (text.size() < length) return std::nullopt;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    point = (point << 6) | (byte(i) & 0x3fU);
  }
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < least || surrogate || point > 0x10ffff) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take(text)) return false;
  }
  return true;
}

bool is_display_text(std::string_view text) {
  bool visible = false;
  while (!text.empty()) {
    const auto point = take(text);
    if (!point) return false;
    const bool control = *point < 0x20 || (*point >= 0x7f && *point < 0xa0);
    const bool bidi = (*point >= 0x202a && *point <= 0x202e) || (*point >= 0x2066 && *point <= 0x2069);
    if (control || bidi) return false;
    if (*point != ' ') visible = true;
  }
  return visible;
}

}  // namespace lockspire
