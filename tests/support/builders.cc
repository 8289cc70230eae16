#include "tests/support/builders.h"

#include <algorithm>
#include <stdexcept>

#include "base/base64url.h"

namespace lockspire::testing {
namespace {

Json part_of(std::string_view jws, int part) {
  while (part-- > 0) jws.remove_prefix(jws.find('.') + 1);
  return json_of(decode_base64url(jws.substr(0, jws.find('.'))).value());
}

}  // namespace

Policy example_policy() {
  Policy policy;
  policy.issuer = "https://example.com/lockspire";
  policy.origin = "https://example.com";
  policy.mount = "/lockspire";
  policy.session_issuer = policy.origin;
  policy.scopes = {{"openid", "know who you are"},       {"profile", "see your name"},
                   {"email", "see your e-mail address"}, {"address", "see your postal address"},
                   {"phone", "see your phone number"},   {"offline_access", "stay connected"},
                   {"notes.read", "read your notes"},    {"admin", "run the place"}};
  return policy;
}

Client web_client(const std::string& id) {
  Client client;
  client.client_id = ClientId(id);
  client.name = "Notes";
  client.redirect_uris = {kCallback};
  client.scopes = {"openid", "profile",        "email",     "address",
                   "phone",  "offline_access", "notes.read"};
  client.grant_types = {"authorization_code", "refresh_token"};
  client.response_types = {"code"};
  client.id_token_signed_response_alg = jose::Alg::kEs256;
  client.created_at = kStart;
  client.updated_at = kStart;
  return client;
}

Client native_client(const std::string& id) {
  Client client = web_client(id);
  client.auth_method = ClientAuthMethod::kNone;
  client.redirect_uris = {kCallback, kLoopback};
  return client;
}

host::Session ada() {
  host::Session session;
  session.sub = Subject("ada");
  session.sid = "s-ada";
  session.auth_time = kStart - Seconds(60);
  session.claims = kAdaClaims;
  session.expires_at = kStart + Seconds(600);
  return session;
}

store::Grant grant_of(const Client& client, const std::string& grant_id) {
  store::Grant grant;
  grant.grant_id = GrantId(grant_id);
  grant.client_id = client.client_id;
  grant.sub = Subject("ada");
  grant.sid = "s-ada";
  grant.auth_time = kStart - Seconds(60);
  grant.scopes = "openid email";
  grant.account_claims = kAdaClaims;
  grant.created_at = kStart;
  grant.capped_at = kStart + Seconds(180 * 86'400);
  grant.expires_at = kStart + Seconds(600);
  return grant;
}

Parameters with(Parameters base, const Parameters& changes) {
  for (const auto& [name, value] : changes) {
    std::erase_if(base, [&](const Parameter& parameter) { return parameter.first == name; });
    if (!value.empty()) base.emplace_back(name, value);
  }
  return base;
}

http::Form form_of(const Parameters& parameters) {
  return form_of(encode_parameters(parameters));
}

http::Form form_of(std::string_view text) {
  auto form = http::Form::parse(text);
  if (!form) throw std::runtime_error("not a form: " + std::string(text));
  return *std::move(form);
}

Json json_of(std::string_view text) {
  auto json = Json::parse(text);
  if (!json) throw std::runtime_error("not JSON: " + std::string(text));
  return *std::move(json);
}

Json payload_of(std::string_view jws) {
  return part_of(jws, 1);
}

Json header_of(std::string_view jws) {
  return part_of(jws, 0);
}

}  // namespace lockspire::testing
