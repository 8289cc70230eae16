#include "base/base64url.h"

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  always(decode_base64url(base64url(text)) == text, "base64url comes back");
  always(decode_base64(base64(text)) == text, "base64 comes back");
  if (const auto decoded = decode_base64url(text)) {
    always(base64url(*decoded) == text, "bytes have one spelling in base64url");
  }
  if (const auto decoded = decode_base64(text)) {
    always(base64(*decoded) == text, "bytes have one spelling in base64");
  }
  return 0;
}
