// Cookies in (RFC 6265 5.4) and Set-Cookie out, with the attributes that ours always have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace lockspire::http {

// Every value of the cookies with exactly this name, in the order they came.
std::vector<std::string> cookie_values(std::string_view cookie_header, std::string_view name);

// The names that begin with `prefix`, in the order they came.
std::vector<std::string> cookie_names(std::string_view cookie_header, std::string_view prefix);

struct SetCookie {
  std::string name;
  std::string value;
  Seconds max_age{0};  // 0 clears the cookie
  bool secure = true;
};

// RFC 6265 4.1.2: no Domain, so the cookie goes back to this host only.
// The header value: Path=/, HttpOnly, SameSite=Lax, and Secure unless the issuer is http.
std::string print(const SetCookie& cookie);

}  // namespace lockspire::http
