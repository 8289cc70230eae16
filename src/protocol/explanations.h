// What a refusal means to an operator: for each reason the rule, where it comes from, what would
// have been right, and what would change it. Every reason that the server gives has an entry.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lockspire {

struct Explanation {
  std::string_view reason;    // OAuthError::reason, SessionRefusal::reason
  std::string_view rule;      // one sentence
  std::string_view clause;    // `RFC 9700 2.1.1`; `Lockspire` for a rule of our own
  std::string_view expected;  // what would have been right
  std::string_view remedy;    // a command (`ID`: the client), a setting, or whose mistake it is
};

// By reason.
std::span<const Explanation> all_explanations();

// nullptr when nothing is known of that name.
const Explanation* find_explanation(std::string_view reason);

}  // namespace lockspire
