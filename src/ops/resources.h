// The operator's verbs about protected resources (RFC 8707): the APIs that access tokens can be
// for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/operator.h"
#include "protocol/scope.h"
#include "store/resources.h"

namespace lockspire::ops {

struct NewResource {
  std::string identifier;  // what stands in `aud`
  Words scopes;
  std::optional<TokenFormat> token_format{};  // absent: the client's or the server's
  std::optional<Seconds> lifetime{};          // absent: tokens.access_lifetime
};

// Adds the resource, or replaces what is registered under the same identifier as a whole. Refused:
// an identifier that is no https URI (http for loopback only) or has a fragment, a user or a query,
// that is the issuer, or that another one has but for the slash after a bare origin; a scope that
// is not in [scopes]; a lifetime beyond 30 days.
Outcome<store::Resource> add_resource(const Operator& who, const NewResource& resource);

std::vector<store::Resource> list_resources(const Operator& who);

// These two find a bare origin with and without its slash.
Outcome<store::Resource> show_resource(const Operator& who, const std::string& identifier);

// Nobody gets a token for it any more, and who refreshes for it is refused; access tokens that are
// out live to their end.
Outcome<store::Resource> remove_resource(const Operator& who, const std::string& identifier);

}  // namespace lockspire::ops
