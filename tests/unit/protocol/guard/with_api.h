// A site with a protected resource, a client that asks for it, and a token of each format.
#pragma once

#include <string>

#include "protocol/guard/admission.h"
#include "store/resources.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::guard {

inline constexpr const char* kApi = "https://example.com/api";

inline Route notes_route() {
  return {.name = "notes",
          .path = "/api/notes",
          .methods = {"GET"},
          .resource = kApi,
          .scopes = {"notes.read"},
          .acr = {},
          .max_age = std::nullopt};
}

struct WithApi : testing::Site {
  Client app = add(testing::web_client());
  Client opaque_app = add(opaque_client());

  WithApi() {
    write([&](store::Transaction& tx) {
      store::save_resource(tx, {.identifier = kApi,
                                .scopes = "notes.read",
                                .created_at = testing::kStart,
                                .updated_at = testing::kStart});
    });
  }

  static Client opaque_client() {
    Client client = testing::web_client("opaque");
    client.access_token_format = TokenFormat::kOpaque;
    return client;
  }

  std::string token_of(const Client& client, const std::string& resource = kApi,
                       const std::string& scope = "openid notes.read",
                       const host::Session& session = testing::ada()) {
    AuthorizeRequest ask;
    ask.scopes = split_words(scope);
    ask.code_challenge = testing::kChallenge;
    if (!resource.empty()) ask.resources = {resource};
    return testing::member(redeem(client, code_for(client, ask, session)), "access_token");
  }

  // For the client itself.
  std::string own_token(const Client& client) {
    const TokenTerms terms{.audience = {kApi},
                           .scopes = {"notes.read"},
                           .format = TokenFormat::kJwt,
                           .lifetime = Seconds(600)};
    auto minted =
        issuer().mint({.client = client, .grant = nullptr, .terms = terms, .nonce = std::nullopt});
    write([&](store::Transaction& tx) { Issuer::record(tx, minted); });
    return minted.response.access_token.reveal();
  }

  Result<Admission> ask(std::string_view token, const Route& route = notes_route()) {
    auto all = services();
    return admit(token, route, db.store, all.keys, policy, db.clock.unix_ms());
  }
  std::string verdict(std::string_view token, const Route& route = notes_route()) {
    return testing::reason_of(ask(token, route));
  }
  void set(std::string_view sql) {
    write([&](store::Transaction& tx) { tx.execute(sql); });
  }
};

}  // namespace lockspire::guard
