// One process of the site under test: its own store, keys and log on a database that others write
// too. Every operation is a request to an endpoint or a verb of an operator.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "endpoints/services.h"
#include "ops/operator.h"
#include "tests/model/operation.h"
#include "tests/support/fakes.h"

namespace lockspire::model {

struct NodeOptions {
  std::string database;
  Seconds refresh_grace{0};
};

class Node {
 public:
  explicit Node(const NodeOptions& options);

  // Safe from several threads. Throws when a request fails for another reason than its operation.
  Answer run(const Operation& operation);

 private:
  Answer token(const Operation& operation);
  Answer revoke(const Operation& operation);
  Answer userinfo(const Operation& operation);
  Answer press(const Operation& operation);
  Answer ask_silently(const Operation& operation);
  Answer consent(const Operation& operation);
  Answer disconnect(const Operation& operation);
  Answer change_key(const Operation& operation);
  Answer list_keys(const Operation& operation);

  endpoints::Services services();
  ops::Operator operator_in_charge();

  Policy policy_;
  testing::FakeClock clock_;  // stands still, so that nothing expires between two processes
  SystemRandom random_;
  Log log_;
  store::Store store_;
  KeyRing keys_;
  RemoteJwks remote_jwks_;
  std::shared_ptr<const render::Templates> templates_;
  std::shared_ptr<const host::SessionRules> rules_;
};

}  // namespace lockspire::model
