#include "ops/doctor/tar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <stdexcept>

namespace lockspire::ops {
namespace {

constexpr std::size_t kBlock = 512;
// Where the fields of a header stand.
constexpr std::size_t kName = 0;
constexpr std::size_t kMode = 100;
constexpr std::size_t kOwner = 108;
constexpr std::size_t kGroup = 116;
constexpr std::size_t kSize = 124;
constexpr std::size_t kTime = 136;
constexpr std::size_t kChecksum = 148;
constexpr std::size_t kType = 156;
constexpr std::size_t kMagic = 257;
constexpr std::size_t kLongestName = 100;

// Octal digits up to the byte before the end of the field, which is NUL.
void put_number(std::string& header, std::size_t at, int digits, std::uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(value));
  header.replace(at, static_cast<std::size_t>(digits), text.data(),
                 static_cast<std::size_t>(digits));
}

std::string header_of(const ArchivedText& text, Instant now) {
  if (text.name.empty() || text.name.size() > kLongestName) {
    throw std::invalid_argument("tar: the name " + text.name + " does not fit");
  }
  std::string header(kBlock, '\0');
  header.replace(kName, text.name.size(), text.name);
  put_number(header, kMode, 7, 0600);
  put_number(header, kOwner, 7, 0);
  put_number(header, kGroup, 7, 0);
  put_number(header, kSize, 11, text.text.size());
  put_number(header, kTime, 11,
             static_cast<std::uint64_t>(std::max<std::int64_t>(to_unix(now), 0)));
  header[kType] = '0';
  header.replace(kMagic, 8, std::string_view("ustar\00000", 8));
  // The checksum counts its own field as blanks.
  header.replace(kChecksum, 8, "        ");
  const auto sum = std::accumulate(
      header.begin(), header.end(), std::uint64_t{0},
      [](std::uint64_t all, char c) { return all + static_cast<unsigned char>(c); });
  put_number(header, kChecksum, 6, sum);
  header[kChecksum + 6] = '\0';
  return header;
}

}  // namespace

std::string make_tar(const std::vector<ArchivedText>& texts, Instant now) {
  std::string out;
  for (const ArchivedText& text : texts) {
    out += header_of(text, now) + text.text;
    out.append((kBlock - text.text.size() % kBlock) % kBlock, '\0');
  }
  return out.append(2 * kBlock, '\0');
}

}  // namespace lockspire::ops
