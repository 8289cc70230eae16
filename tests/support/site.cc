#include "tests/support/site.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>

#include "base/opaque.h"
#include "endpoints/endpoints.h"
#include "protocol/authorize/respond.h"
#include "store/audit_events.h"
#include "store/client_secrets.h"
#include "store/clients.h"
#include "store/generations.h"
#include "store/signing_keys.h"
#include "tests/support/browser.h"

namespace lockspire::testing {
namespace {

store::SigningKeyRow active_key(jose::Alg alg) {
  SeededRandom random;
  const auto key = jose::SigningKey::generate(alg);
  return {
      .kid = key.kid(),
      .alg = std::string(jose::name(alg)),
      .state = store::KeyState::kActive,
      .public_jwk = key.public_jwk().print(),
      .private_key = seal(sealing_key(), store::sealing_purpose(key.kid()), key.pkcs8(), random),
      .created_at = kStart,
      .published_at = kStart,
      .activated_at = kStart};
}

// Made once: an RSA key takes longer than a test.
const std::vector<store::SigningKeyRow>& active_keys() {
  static const std::vector<store::SigningKeyRow> rows{
      active_key(jose::Alg::kEs256), active_key(jose::Alg::kRs256), active_key(jose::Alg::kEdDsa)};
  return rows;
}

SealingKey client_secret_key() {
  return {"c1", Secret(std::string(32, 'c'))};
}

std::shared_ptr<const render::Templates> templates() {
  static const auto loaded = std::make_shared<const render::Templates>("templates", "/lockspire");
  return loaded;
}

int open_log(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot open " + path);
  return fd;
}

}  // namespace

SealingKey sealing_key() {
  return {"k1", Secret(std::string(32, 'k'))};
}

std::shared_ptr<const host::SessionRules> session_rules(const Policy& policy) {
  auto rules = std::make_shared<host::SessionRules>();
  rules->cookie_name = "__Host-lockspire_session";
  rules->issuer = policy.session_issuer;
  rules->audience = policy.issuer;
  rules->max_lifetime = policy.session_max_lifetime;
  rules->secrets.push_back({.name = "host", .key = Secret(std::string(32, 'h'))});
  return rules;
}

std::unexpected<outbound::Failure> nothing_answers(const std::string& /*uri*/) {
  return std::unexpected(outbound::Failure{outbound::FailureKind::kConnect, "nothing is there"});
}

Site::Site() : rules_(session_rules(policy)) {
  write([&](store::Transaction& tx) {
    for (const auto& row : active_keys()) store::insert_signing_key(tx, row);
    store::bump_generation(tx, store::kSigningKeysGeneration);
  });
  log_ = std::make_unique<Log>(LogLevel::kDebug, "test", open_log(db.folder.file("log")));
  keys_ = std::make_unique<KeyRing>(
      db.store, db.clock, *log_, std::make_shared<const SealingKeys>(SealingKeys{sealing_key()}));
  client_secret_keys_ = std::make_shared<const SealingKeys>(SealingKeys{client_secret_key()});
  remote_jwks_ = std::make_unique<RemoteJwks>(db.store, db.clock, *log_, nothing_answers, 1);
}

endpoints::Services Site::services() {
  return {.clock = db.clock,
          .random = random,
          .log = *log_,
          .policy = policy,
          .store = db.store,
          .keys = *keys_,
          .session_rules = rules_,
          .templates = templates(),
          .client_secret_keys = client_secret_keys_,
          .remote_jwks = remote_jwks_.get()};
}

ClientAuth Site::client_auth() {
  return {.store = db.store,
          .policy = policy,
          .secret_keys = client_secret_keys_.get(),
          .remote_jwks = *remote_jwks_,
          .now = db.clock.now()};
}

const KeySet& Site::keys() {
  held_ = keys_->current();
  return *held_;
}

Issuer Site::issuer() {
  return {policy, keys(), random, db.clock};
}

std::string Site::secret_of(const Client& client) {
  const std::string secret = "secret-of-" + client.client_id.text();
  const bool signs = client.auth_method == ClientAuthMethod::kClientSecretJwt;
  return signs ? secret + std::string(32, '.') : secret;
}

Client Site::add(const Client& client) {
  write([&](store::Transaction& tx) {
    store::insert_client_row(
        tx, {client.client_id, client_metadata(client).print(), kStart, kStart, std::nullopt});
    std::vector<std::string> origins;
    for (const std::string& uri : client.redirect_uris) {
      if (const auto origin = origin_of(uri)) origins.push_back(*origin);
    }
    store::replace_client_origins(tx, client.client_id, origins);
    if (client.disabled_at) store::disable_client_row(tx, client.client_id, *client.disabled_at);
    if (!is_by_secret(client.auth_method)) return;
    store::ClientSecret secret{.client_id = client.client_id,
                               .secret_id = "s1",
                               .secret_hash = hash_of(secret_of(client)),
                               .created_at = kStart,
                               .expires_at = std::nullopt};
    if (client.auth_method == ClientAuthMethod::kClientSecretJwt) {
      secret.sealed_secret =
          seal(client_secret_key(), store::client_secret_purpose(client.client_id, "s1"),
               Secret(secret_of(client)), random);
    }
    store::insert_client_secret(tx, secret);
  });
  return client;
}

std::string Site::code_for(const Client& client, const std::string& scope) {
  AuthorizeRequest ask;
  ask.scopes = split_words(scope);
  ask.code_challenge = kChallenge;
  ask.nonce = "n-0S6_WzA2Mj";
  return code_for(client, ask);
}

std::string Site::code_for(const Client& client, const AuthorizeRequest& ask,
                           const host::Session& session) {
  const ReturnAddress address{.target = match_redirect_uri(client, kCallback).value(),
                              .response_mode = ResponseMode::kQuery,
                              .state = std::nullopt};
  const MintedCode minted =
      mint_code(address, ask, client, session, policy, random, db.clock.unix_ms());
  write([&](store::Transaction& tx) { record_code(tx, minted); });
  return minted.code.reveal();
}

http::Response Site::token(const Client& client, Parameters form) {
  std::string authorization;
  switch (client.auth_method) {
    case ClientAuthMethod::kClientSecretPost:
      form.emplace_back("client_secret", secret_of(client));
      [[fallthrough]];
    case ClientAuthMethod::kNone:
      form.emplace_back("client_id", client.client_id.text());
      break;
    default:
      authorization = basic(client.client_id.text(), secret_of(client));
  }
  http::Request request = post("/lockspire/token", form);
  request.authorization = authorization;
  auto all = services();
  return endpoints::token(request, all);
}

http::Response Site::redeem(const Client& client, const std::string& code,
                            const Parameters& changes) {
  return token(client, with({{"grant_type", "authorization_code"},
                             {"code", code},
                             {"redirect_uri", kCallback},
                             {"code_verifier", kVerifier}},
                            changes));
}

http::Response Site::refresh(const Client& client, const std::string& refresh_token,
                             const Parameters& more) {
  return token(client,
               with({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}}, more));
}

http::Response Site::userinfo(std::string_view access_token) {
  http::Request request = get("/lockspire/userinfo");
  request.authorization = "Bearer " + std::string(access_token);
  auto all = services();
  return endpoints::userinfo(request, all);
}

std::string Site::session_cookie(const host::Session& session) const {
  const Secret token = host::mint_session({.sub = session.sub.text(),
                                           .sid = session.sid,
                                           .auth_time = session.auth_time,
                                           .acr = session.acr,
                                           .amr = session.amr,
                                           .claims = session.claims},
                                          *rules_, db.clock.now());
  return rules_->cookie_name + "=" + token.reveal();
}

std::string Site::log_text() const {
  std::ifstream file(db.folder.file("log"), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Site::events() {
  std::vector<std::string> names;
  const auto list =
      read([](store::Reader& reader) { return store::list_audit_events(reader, {}); });
  for (const auto& event : list) names.push_back(event.event);
  return names;
}

}  // namespace lockspire::testing
