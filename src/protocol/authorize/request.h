// The parameters of an authorization request (RFC 6749 4.1.1, OIDC Core 3.1.2.1), parsed once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "base/result.h"
#include "http/form.h"
#include "protocol/authorize/redirect_uri.h"
#include "protocol/claims.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/scope.h"
#include "protocol/tokens/key_set.h"

namespace lockspire {

// OIDC MultipleTypes 2.1, OAuth 2.0 Form Post Response Mode.
enum class ResponseMode { kQuery, kFragment, kFormPost };

std::string_view wire_name(ResponseMode mode);
std::optional<ResponseMode> parse_response_mode(std::string_view name);

struct Prompt {
  bool none = false;
  bool login = false;
  bool consent = false;
  bool select_account = false;
};

// Where the answer goes, and how: known before anything else is looked at.
struct ReturnAddress {
  RedirectTarget target;
  ResponseMode response_mode;
  std::optional<std::string> state;
};

struct AuthorizeRequest {
  Words scopes;
  Words resources;
  std::optional<std::string> nonce;
  std::optional<std::string> code_challenge;
  Prompt prompt;
  std::optional<Seconds> max_age;
  Words acr_values;
  std::optional<std::string> login_hint;
  std::optional<std::string> ui_locales;
  std::optional<std::string> display;
  // The only account that will do: of id_token_hint, or of a `sub` in the claims parameter.
  std::optional<Subject> expected_sub;
  std::optional<std::string> claims_text;  // the claims parameter as it came
  ClaimsRequest claims;
};

// The client and the return address of a request; the error is for a page, nothing may be
// redirected.
struct Addressed {
  Client client;
  ReturnAddress address;
};
Result<Addressed> open_authorize_request(const http::Form& form, store::Reader& db);

// RFC 6749 3.1 #unknown: parameters that are not asked for by name are ignored, also repeated ones.
// Everything else; errors go to the return address.
Result<AuthorizeRequest> parse_authorize_request(const http::Form& form, const Client& client,
                                                 const Policy& policy, const KeySet& keys,
                                                 store::Reader& db);

}  // namespace lockspire
