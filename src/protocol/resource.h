// RFC 8707: resource indicators: whose API a token is for, and what follows from that.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/form.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/scope.h"
#include "store/sqlite.h"

namespace lockspire {

// Whether two identifiers name one resource: a bare origin is the same with and without its slash.
bool is_same_resource(std::string_view a, std::string_view b);

// The `resource` parameters, each an absolute URI without a fragment; invalid_target otherwise.
Result<Words> parse_resources(const http::Form& form);

// The registered identifiers that were asked for: a bare origin matches with and without its slash.
// When none was asked, the client's default resource, if it is still served; empty: the issuer.
// invalid_target for one that is not served. Any client may ask for any resource: its scopes are
// the fence.
Result<Words> find_resources(const Words& asked, const Client& client, const Policy& policy,
                             store::Reader& db);

// RFC 8707 2.2: the part of `authorized` that is asked for; all of it when none is. invalid_target
// for anything else.
Result<Words> narrow_resources(const Words& asked, const Words& authorized);

// What goes into `aud`: the resources, or the issuer when there are none.
Words audience_of(const Words& resources, const Policy& policy);

// What an access token for this audience is like.
struct TokenTerms {
  Words audience;
  Words scopes;
  TokenFormat format = TokenFormat::kJwt;
  Seconds lifetime{0};
};

// A scope that belongs to other resources is left out; one that belongs to none (openid) stays.
// Without resources nothing is left out. The shortest lifetime and the stricter format count:
// opaque, when one resource wants it. invalid_target when a resource is served no more.
Result<TokenTerms> token_terms(const Words& resources, const Words& scopes, const Client& client,
                               const Policy& policy, store::Reader& db);

}  // namespace lockspire
