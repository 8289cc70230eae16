// What happens when the keys of a client are fetched, step by step, for an operator to look at.
#pragma once

#include "ops/finding.h"
#include "ops/operator.h"
#include "outbound/fetch.h"

namespace lockspire::ops {

// The URL, the addresses of its host, the answer, each key in it, and what is cached. Ends at the
// first step that fails. Fetches, and changes nothing: what is cached stays.
Outcome<Findings> check_remote_jwks(const Operator& who, const ClientId& client_id,
                                    const outbound::Options& options);

}  // namespace lockspire::ops
