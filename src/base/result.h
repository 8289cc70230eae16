// Result<T>: a value, or the refusal that the client will see. Faults are exceptions instead.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/oauth_error.h"

namespace lockspire {

template <typename T>
using Result = std::expected<T, OAuthError>;

// The value of a rule that only says yes.
struct Done {};

inline std::unexpected<OAuthError> fail(OAuthError error) {
  return std::unexpected(std::move(error));
}

inline std::unexpected<OAuthError> fail(ErrorCode code, Description description, Literal reason,
                                        std::string detail = {}) {
  return std::unexpected(OAuthError{code, description, reason, std::move(detail)});
}

}  // namespace lockspire

//   TRY(require_post(request));
//   TRY_ASSIGN(const Client client, authenticate_client(request));
// Statements, not expressions: leaving a braced initialiser early would skip destructors.
#define TRY(...)                                                            \
  do {                                                                      \
    auto try_result = (__VA_ARGS__);                                        \
    if (!try_result) return std::unexpected(std::move(try_result).error()); \
  } while (false)

#define TRY_ASSIGN(declaration, ...) \
  TRY_ASSIGN_IMPL(TRY_CONCAT(try_result_, __LINE__), declaration, __VA_ARGS__)
#define TRY_ASSIGN_IMPL(name, declaration, ...)               \
  auto name = (__VA_ARGS__);                                  \
  if (!name) return std::unexpected(std::move(name).error()); \
  declaration = *std::move(name)
#define TRY_CONCAT(a, b) TRY_CONCAT_IMPL(a, b)
#define TRY_CONCAT_IMPL(a, b) a##b
