// RFC 8707: resource indicators.
#pragma once

#include "base/result.h"
#include "http/form.h"
#include "protocol/policy.h"
#include "protocol/scope.h"

namespace lockspire {

// The `resource` parameters of a request. invalid_target for one that is not served: so far the
// issuer itself, which userinfo belongs to, is the only resource.
Result<Words> parse_resources(const http::Form& form, const Policy& policy);

// What goes into `aud`: the resources, or the issuer when none was asked.
Words audience_of(const Words& resources, const Policy& policy);

}  // namespace lockspire
