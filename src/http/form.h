// application/x-www-form-urlencoded parameters, from a query or a body.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/uri.h"

namespace lockspire::http {

class Form {
 public:
  // invalid_request for broken percent-encoding or more than 100 parameters.
  static Result<Form> parse(std::string_view text);

  // Adds the parameters of `other`: the same name in both counts as repeated.
  void merge(Form other);

  // The value of a parameter that may be left out. RFC 6749 3.1: an empty value counts as omitted,
  // and a repeated parameter is refused, also when the values are equal or empty. NUL and bytes
  // that are not UTF-8 are refused.
  [[nodiscard]] Result<std::optional<std::string>> one(Literal name) const;

  // The same for a parameter that must be there.
  [[nodiscard]] Result<std::string> required(Literal name) const;

  // Every non-empty value of a parameter that may repeat (`resource`), in order.
  [[nodiscard]] Result<std::vector<std::string>> all(Literal name) const;

  // Whether the name occurs, even empty.
  [[nodiscard]] bool has(std::string_view name) const;

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace lockspire::http
