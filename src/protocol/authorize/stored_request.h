// An authorization request at rest in its interaction: what the browser brings back is only an id.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "protocol/authorize/request.h"
#include "protocol/client.h"

namespace lockspire {

// What an interaction keeps, and the way back. A row that cannot be read back throws; a redirect
// URI that is no longer registered is the page error of match_redirect_uri().
std::string serialize_request(const ReturnAddress& address, const AuthorizeRequest& request);
struct StoredRequest {
  ReturnAddress address;
  AuthorizeRequest request;
};
Result<StoredRequest> restore_request(std::string_view text, const Client& client);

}  // namespace lockspire
