// What main() built, for the endpoints: wiring, not a parameter of rules.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "base/random.h"
#include "base/seal.h"
#include "host/session.h"
#include "protocol/discovery.h"
#include "protocol/guard/cache.h"
#include "protocol/guard/route.h"
#include "protocol/policy.h"
#include "protocol/remote_jwks.h"
#include "protocol/throttle.h"
#include "protocol/tokens/key_ring.h"
#include "render/templates.h"
#include "store/store.h"

namespace lockspire::endpoints {

struct Services {
  const Clock& clock;
  Random& random;
  const Log& log;
  const Policy& policy;
  store::Store& store;
  KeyRing& keys;
  // Null in programs that show no page.
  std::shared_ptr<const host::SessionRules> session_rules;
  std::shared_ptr<const render::Templates> templates;
  // Null in programs that no client authenticates at, and when no key file is configured.
  std::shared_ptr<const SealingKeys> client_secret_keys;
  // Null: the document is made for each request.
  DiscoveryMemo* discovery = nullptr;
  // Null: nothing is counted, and nobody is slowed down.
  Counters* counters = nullptr;
  Throttle* throttle = nullptr;
  // Null in programs that no client authenticates at.
  RemoteJwks* remote_jwks = nullptr;
  // Null in programs that know no protected routes; the second one beside the first in the guard.
  const guard::RouteTable* routes = nullptr;
  guard::AdmissionCache* admissions = nullptr;
};

}  // namespace lockspire::endpoints
