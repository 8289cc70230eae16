// The client that verify --live registers for the time of its checks, and its person. Its redirect
// URI leads nowhere, so that nothing is lost should it stay behind after a power cut; the next run
// takes it away.
#pragma once

#include <string>

#include "base/named.h"
#include "base/secret.h"
#include "ops/operator.h"

namespace lockspire::ops::live {

class ThrowawayClient {
 public:
  // Throws std::runtime_error when it cannot be registered. REQUIRES: `who` outlives it.
  explicit ThrowawayClient(const Operator& who);
  // Removes the client with everything that it was given.
  ~ThrowawayClient();
  ThrowawayClient(const ThrowawayClient&) = delete;
  ThrowawayClient& operator=(const ThrowawayClient&) = delete;

  [[nodiscard]] const ClientId& id() const { return id_; }
  [[nodiscard]] const Secret& secret() const { return secret_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }

 private:
  const Operator& who_;
  ClientId id_;
  std::string subject_;
  Secret secret_;
};

// Removes those that earlier runs left behind; how many.
int remove_leftovers(const Operator& who);

}  // namespace lockspire::ops::live
