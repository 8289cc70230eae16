#include "base/base64url.h"

#include <array>
#include <cstdint>

namespace lockspire {
namespace {

constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32Hex = "0123456789abcdefghijklmnopqrstuv";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> values_of(std::string_view alphabet) {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr auto kUrlValues = values_of(kUrl);
constexpr auto kPlainValues = values_of(kPlain);

// `width` bits a character.
std::string encode(std::string_view bytes, std::string_view alphabet, int width) {
  const std::uint32_t mask = (1U << width) - 1U;
  const auto step = static_cast<std::size_t>(width);
  std::string out((bytes.size() * 8 + step - 1) / step, '\0');
  auto at = out.begin();
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= width) {
      bits -= width;
      *at++ = alphabet[(buffer >> bits) & mask];
    }
  }
  if (bits > 0) *at = alphabet[(buffer << (width - bits)) & mask];
  return out;
}

std::optional<std::string> decode(std::string_view text,
                                  const std::array<std::uint8_t, 256>& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out(text.size() * 3 / 4, '\0');
  auto at = out.begin();
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == kNone) return std::nullopt;
    buffer = (buffer << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      *at++ = static_cast<char>((buffer >> bits) & 0xff);
    }
  }
  // RFC 4648 3.5: unused bits that are not zero would give one value several spellings.
  if ((buffer & ((1U << bits) - 1U)) != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string base64url(std::string_view bytes) {
  return encode(bytes, kUrl, 6);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  return decode(text, kUrlValues);
}

std::string base64(std::string_view bytes) {
  std::string out = encode(bytes, kPlain, 6);
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode(text, kPlainValues);
}

std::string base32hex(std::string_view bytes) {
  return encode(bytes, kBase32Hex, 5);
}

}  // namespace lockspire
