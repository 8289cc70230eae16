#include "http/form.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace lockspire::http {
namespace {

constexpr std::size_t kMaxParameters = 100;

bool acceptable(const std::string& value) {
  return value.find('\0') == std::string::npos && is_utf8(value);
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    if (form.parameters_.size() == kMaxParameters) {
      return fail(ErrorCode::kInvalidRequest, "too many parameters", "request.parameters");
    }
    const auto equals = pair.find('=');
    auto name = form_decode(pair.substr(0, equals));
    auto value = form_decode(equals == std::string_view::npos ? std::string_view{}
                                                              : pair.substr(equals + 1));
    if (!name || !value) {
      return fail(ErrorCode::kInvalidRequest, "a percent-encoded byte is malformed",
                  "request.percent_encoding");
    }
    form.parameters_.emplace_back(*std::move(name), *std::move(value));
  }
  return form;
}

void Form::merge(Form other) {
  std::ranges::move(other.parameters_, std::back_inserter(parameters_));
}

Result<std::optional<std::string>> Form::one(Literal name) const {
  const std::string* found = nullptr;
  for (const auto& [key, value] : parameters_) {
    if (key != name.text()) continue;
    // RFC 6749 3.1: parameters must not be included more than once.
    if (found != nullptr) {
      return fail(ErrorCode::kInvalidRequest, {name, "is repeated"}, "request.repeated_parameter",
                  "parameter: " + std::string(name.text()));
    }
    found = &value;
  }
  // RFC 6749 3.1 #empty: a parameter without a value counts as left out.
  if (found == nullptr || found->empty()) return std::nullopt;
  if (!acceptable(*found)) {
    return fail(ErrorCode::kInvalidRequest, {name, "has bytes that are not allowed"},
                "request.parameter_bytes", "parameter: " + std::string(name.text()));
  }
  return *found;
}

Result<std::string> Form::required(Literal name) const {
  TRY_ASSIGN(auto value, one(name));
  if (!value) {
    return fail(ErrorCode::kInvalidRequest, {name, "is missing"}, "request.missing_parameter",
                "parameter: " + std::string(name.text()));
  }
  return *std::move(value);
}

Result<std::vector<std::string>> Form::all(Literal name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : parameters_) {
    if (key != name.text() || value.empty()) continue;
    if (!acceptable(value)) {
      return fail(ErrorCode::kInvalidRequest, {name, "has bytes that are not allowed"},
                  "request.parameter_bytes", "parameter: " + std::string(name.text()));
    }
    values.push_back(value);
  }
  return values;
}

bool Form::has(std::string_view name) const {
  return std::ranges::any_of(parameters_, [&](const auto& pair) { return pair.first == name; });
}

}  // namespace lockspire::http
