// OIDC Discovery 3 and RFC 8414 2: the metadata document, made from the tables that drive
// behaviour.
#pragma once

#include <string>

#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"

namespace lockspire {

std::string discovery_document(const Policy& policy, const KeySet& keys);

}  // namespace lockspire
