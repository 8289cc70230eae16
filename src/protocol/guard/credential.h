// A presented access token and what it hangs on: what the checks of a route look at.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"
#include "store/access_tokens.h"
#include "store/grants.h"
#include "store/store.h"

namespace lockspire::guard {

struct Credential {
  store::AccessToken token;
  std::optional<store::Grant> grant;  // absent when the client asks for itself
};

// RFC 9068 4: a JWT is proven by key, type and issuer before anything is looked up; its row then
// says whether it was taken back. An opaque token is its row. invalid_token for anything that is
// none of ours; whether it is over is for the checks to say.
Result<Credential> find_credential(std::string_view text, store::Store& store, const KeySet& keys,
                                   const Policy& policy);

}  // namespace lockspire::guard
