// OIDC Discovery 3 and RFC 8414 2: the metadata document, made from the tables that drive
// behaviour.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"

namespace lockspire {

std::string discovery_document(const Policy& policy, const KeySet& keys);

// Keeps the document as long as the keys stay the same: making it takes longer than all the rest of
// a request. Safe from several threads.
class DiscoveryMemo {
 public:
  // REQUIRES: always the same policy.
  std::string document(const Policy& policy, const std::shared_ptr<const KeySet>& keys);

 private:
  std::mutex mutex_;
  std::shared_ptr<const KeySet> keys_;
  std::string document_;
};

}  // namespace lockspire
