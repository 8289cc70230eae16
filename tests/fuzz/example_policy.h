// The site that the targets register clients, routes and URIs at.
#pragma once

#include "protocol/policy.h"

namespace lockspire::fuzz {

inline const Policy& example_policy() {
  static const auto made = [] {
    Policy policy;
    policy.issuer = "https://example.com/lockspire";
    policy.origin = "https://example.com";
    policy.mount = "/lockspire";
    policy.scopes = {{"openid", "know who you are"},
                     {"email", "see your e-mail address"},
                     {"offline_access", "stay connected"},
                     {"notes.read", "read your notes"}};
    return policy;
  }();
  return made;
}

}  // namespace lockspire::fuzz
