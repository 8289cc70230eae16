// A whole site in one process: database, keys, templates, host secret and a clock that stands
// still, so that endpoints can be called with requests and nothing else runs.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/seal.h"
#include "endpoints/services.h"
#include "http/response.h"
#include "protocol/client_auth.h"
#include "protocol/remote_jwks.h"
#include "protocol/tokens/issue.h"
#include "tests/support/builders.h"
#include "tests/support/test_store.h"

namespace lockspire::testing {

// What the site's signing keys are sealed with, and how it knows the host's cookie.
SealingKey sealing_key();
std::shared_ptr<const host::SessionRules> session_rules(const Policy& policy);

// What fetches the keys at a jwks_uri here.
std::unexpected<outbound::Failure> nothing_answers(const std::string& uri);

class Site {
 public:
  // ES256, RS256 and EdDSA keys are active.
  Site();

  // What endpoints get. Change `policy` as needed before.
  [[nodiscard]] endpoints::Services services();
  [[nodiscard]] Issuer issuer();
  [[nodiscard]] const KeySet& keys();

  // Registers the client; one that is by_secret() has secret_of() it.
  Client add(const Client& client);
  // `secret-of-ID`, longer for one that signs with it.
  static std::string secret_of(const Client& client);
  // What clients prove themselves against now. No jwks_uri answers.
  [[nodiscard]] ClientAuth client_auth();

  // A code as the authorize endpoint would issue it for kCallback with kChallenge, for Ada.
  std::string code_for(const Client& client, const std::string& scope = "openid email");
  std::string code_for(const Client& client, const AuthorizeRequest& ask,
                       const host::Session& session = ada());

  // POST /token as this client, authenticated by the method it is registered for.
  http::Response token(const Client& client, Parameters form);
  // The same for a fresh code with its own redirect_uri and verifier.
  http::Response redeem(const Client& client, const std::string& code,
                        const Parameters& changes = {});
  http::Response refresh(const Client& client, const std::string& token,
                         const Parameters& more = {});

  http::Response userinfo(std::string_view access_token);

  // A cookie header that signs this person in.
  [[nodiscard]] std::string session_cookie(const host::Session& session) const;

  // What was logged so far.
  [[nodiscard]] std::string log_text() const;
  // The number that a SELECT with one column gives.
  template <typename... Values>
  std::int64_t count(std::string_view sql, const Values&... values) {
    return read([&](store::Reader& reader) {
      auto row = reader.query(sql, values...);
      return row.step() ? row.integer(0) : std::int64_t{-1};
    });
  }
  // The names of the audit events, the newest first.
  std::vector<std::string> events();

  template <typename Closure>
  auto read(Closure&& closure) {
    return db.store.read(std::forward<Closure>(closure));
  }
  template <typename Closure>
  void write(Closure&& closure) {
    db.store.transact([&](store::Transaction& tx) {
      closure(tx);
      return true;
    });
  }

  TestStore db;
  SeededRandom random;
  Policy policy = example_policy();

 private:
  std::unique_ptr<Log> log_;
  std::unique_ptr<KeyRing> keys_;
  std::shared_ptr<const KeySet> held_;
  std::shared_ptr<const host::SessionRules> rules_;
  std::shared_ptr<const SealingKeys> client_secret_keys_;
  std::unique_ptr<RemoteJwks> remote_jwks_;
};

}  // namespace lockspire::testing
