// RFC 7009: a client gives a token back.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/form.h"
#include "protocol/audit.h"
#include "protocol/client.h"
#include "store/store.h"

namespace lockspire {

struct RevocationRequest {
  Secret token;
};

// token_type_hint may be wrong or unknown without hiding a token, so it is only looked at for
// shape.
Result<RevocationRequest> parse_revocation_request(const http::Form& form);

// A refresh token ends its whole grant, an access token only itself; an unknown one is no error.
// Another client's token stays as it is.
Result<Done> revoke(const RevocationRequest& request, const Client& client, store::Store& store,
                    const AuditContext& context);

}  // namespace lockspire
