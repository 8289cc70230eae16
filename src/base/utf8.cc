#include "base/utf8.h"

#include <algorithm>
#include <array>
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

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

template <std::size_t kSize>
bool within(std::uint32_t point, const std::array<Range, kSize>& ranges) {
  return std::ranges::any_of(
      ranges, [&](Range range) { return point >= range.first && point <= range.last; });
}

// C0, DEL and C1 controls, line and paragraph separators, bidirectional embeddings and isolates.
constexpr std::array kForbidden{Range{0x00, 0x1f}, Range{0x7f, 0x9f}, Range{0x2028, 0x202e},
                                Range{0x2066, 0x2069}};

// Characters that show nothing: spaces, fillers, joiners, marks of direction.
constexpr std::array kBlank{Range{0x20, 0x20},     Range{0xa0, 0xa0},     Range{0xad, 0xad},
                            Range{0x34f, 0x34f},   Range{0x61c, 0x61c},   Range{0x115f, 0x1160},
                            Range{0x1680, 0x1680}, Range{0x17b4, 0x17b5}, Range{0x180b, 0x180f},
                            Range{0x2000, 0x200f}, Range{0x202f, 0x202f}, Range{0x205f, 0x206f},
                            Range{0x2800, 0x2800}, Range{0x3000, 0x3000}, Range{0x3164, 0x3164},
                            Range{0xfe00, 0xfe0f}, Range{0xfeff, 0xfeff}, Range{0xffa0, 0xffa0}};

}  // namespace

bool is_utf8(std::string_view text) {
  for (;;) {
    const auto* const other = std::ranges::find_if_not(text, is_ascii);
    text.remove_prefix(static_cast<std::size_t>(other - text.begin()));
    if (text.empty()) return true;
    if (!take(text)) return false;
  }
}

bool is_display_text(std::string_view text) {
  bool visible = false;
  while (!text.empty()) {
    const auto point = take(text);
    if (!point) return false;
    if (within(*point, kForbidden)) return false;
    if (!within(*point, kBlank)) visible = true;
  }
  return visible;
}

}  // namespace lockspire
