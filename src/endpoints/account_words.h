// The words in which pages speak of a person and of what an application may do.
#pragma once

#include <string>

#include "host/session.h"
#include "protocol/policy.h"

namespace lockspire::endpoints {

// The words the host has for the person, else the sub.
std::string account_words(const host::Session& session);

// The configured words for a scope, else its name.
const std::string& scope_sentence(const Policy& policy, const std::string& scope);

}  // namespace lockspire::endpoints
