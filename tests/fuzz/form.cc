#include "http/form.h"

#include <string>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

void check_value(const std::string& value) {
  always(!value.empty(), "an empty value counts as omitted");
  always(is_utf8(value) && value.find('\0') == std::string::npos, "values are UTF-8 without NUL");
}

// One parameter, written by us, comes back whatever its value.
void check_round_trip(std::string_view text) {
  const Parameter parameter{"state", std::string(text)};
  const auto form = http::Form::parse(encode_parameters({&parameter, 1}));
  always(form.has_value(), "what is encoded is read");
  const auto value = form->one("state");
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    always(!value, "bytes that are not allowed are refused");
  } else {
    always(value && value->value_or("") == text, "what is encoded comes back");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  check_round_trip(text);
  const auto form = http::Form::parse(text);
  if (!form) return 0;
  const auto one = form->one("state");
  const auto all = form->all("state");
  if (one && *one) {
    check_value(**one);
    always(all && all->size() == 1 && all->front() == **one, "one value is all values");
  }
  if (all) {
    for (const auto& value : *all) check_value(value);
  }
  always(form->has("state") || (one && !*one && all && all->empty()),
         "what is absent has no value");
  const auto required = form->required("state");
  always(required.has_value() == (one && *one), "required wants what one finds");
  http::Form twice = *form;
  twice.merge(*form);
  always(!form->has("state") || !twice.one("state"), "a merged repeat is a repeat");
  return 0;
}
