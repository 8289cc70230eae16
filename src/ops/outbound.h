// What the configuration says about requests that go out. The programs that include this, and no
// others, have a way out.
#pragma once

#include "ops/config.h"
#include "outbound/fetch.h"
#include "protocol/remote_jwks.h"

namespace lockspire::ops {

// For URLs that clients chose.
outbound::Options outbound_options(const Config& config);

// How the documents at their jwks_uri are fetched.
RemoteJwks::Fetch jwks_fetch(const Config& config);

}  // namespace lockspire::ops
