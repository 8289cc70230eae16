// The one place that mints, records and returns tokens (RFC 6749 5.1).
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "protocol/audit.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/resource.h"
#include "protocol/scope.h"
#include "protocol/tokens/access_token.h"
#include "protocol/tokens/key_set.h"
#include "store/grants.h"
#include "store/refresh_tokens.h"
#include "store/store.h"

namespace lockspire {

struct TokenResponse {
  Secret access_token;
  Seconds expires_in{0};
  std::string scope;
  std::optional<Secret> refresh_token;
  std::optional<Secret> id_token;
};

// The JSON text of RFC 6749 5.1.
std::string print(const TokenResponse& response);

struct MintedRefreshToken {
  Secret text;
  store::RefreshToken row;
};

// Signed and complete, but nothing of it counts until record().
struct Minted {
  store::AccessToken access_row;
  std::optional<store::RefreshToken> refresh_row;
  // Absent when there is nothing to remember of it.
  std::optional<store::GrantUse> grant_use;
  TokenResponse response;
};

struct MintRequest {
  const Client& client;
  // Null when the client asks for itself: then there is no ID token and no refresh token.
  const store::Grant* grant;
  TokenTerms terms;
  std::optional<std::string> nonce;
  bool with_refresh_token = false;
};

// Policy, keys and chance in one hand: what grants need to make tokens.
class Issuer {
 public:
  // `request_id` is written into audit rows.
  Issuer(const Policy& policy, const KeySet& keys, Random& random, const Clock& clock,
         RequestId request_id = {})
      : policy_(policy),
        keys_(keys),
        random_(random),
        clock_(clock),
        request_id_(std::move(request_id)) {}

  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] Random& random() const { return random_; }
  [[nodiscard]] AuditContext audit(Instant now) const { return {random_, now, request_id_}; }

  // Throws std::runtime_error when a key is missing.
  [[nodiscard]] Minted mint(MintRequest request) const;

  // Writes the rows and puts off the end of the grant as far as they reach.
  static void record(store::Transaction& tx, const Minted& minted);
  // The same without the refresh token: for an answer that repeats an earlier one.
  static void record_access_token(store::Transaction& tx, const Minted& minted);

 private:
  const Policy& policy_;
  const KeySet& keys_;
  Random& random_;
  const Clock& clock_;
  RequestId request_id_;
};

// The terms of a token from a grant: what was authorized, narrowed to the resources asked for now.
Result<TokenTerms> grant_terms(const Words& resources, const Words& scopes,
                               const store::Grant& grant, const Client& client,
                               const Policy& policy, store::Store& store);

// RFC 6749 1.5: whether this grant comes with a refresh token.
bool gets_refresh_token(const Client& client, const Words& scopes, const Policy& policy);

}  // namespace lockspire
