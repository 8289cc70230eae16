#include "protocol/client_metadata.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/uri.h"
#include "base/utf8.h"
#include "protocol/client_auth_metadata.h"
#include "protocol/metadata_members.h"
#include "protocol/registered_uri.h"
#include "protocol/scope.h"

namespace lockspire {
namespace {

constexpr std::size_t kMostUris = 50;
constexpr std::size_t kMostContacts = 10;
constexpr std::size_t kLongestText = 200;
constexpr std::int64_t kLongestMaxAge = std::int64_t{3'650} * 86'400;

constexpr std::array<std::string_view, 3> kGrantTypes{"authorization_code", "refresh_token",
                                                      "client_credentials"};

void read_names(MetadataMembers& metadata, Client& client) {
  client.name = metadata.text("client_name").value_or("");
  const bool shown = client.name.empty() || is_display_text(client.name);
  if (!shown || client.name.size() > kLongestText) {
    metadata.refuse("client_name", "must be words that can be shown, at most 200 bytes");
  }
  client.application_type = metadata.text("application_type").value_or("web");
  if (client.application_type != "web" && client.application_type != "native") {
    metadata.refuse("application_type", "must be web or native");
  }
  client.contacts = metadata.list("contacts").value_or(std::vector<std::string>());
  const bool short_and_clear = std::ranges::all_of(client.contacts, [](const std::string& contact) {
    return is_display_text(contact) && contact.size() <= kLongestText;
  });
  if (!short_and_clear || client.contacts.size() > kMostContacts) {
    metadata.refuse("contacts", "must be at most 10 addresses of at most 200 bytes");
  }
}

void read_page_uris(MetadataMembers& metadata, Client& client) {
  constexpr std::array kPages{
      std::pair{std::string_view("client_uri"), &Client::client_uri},
      std::pair{std::string_view("logo_uri"), &Client::logo_uri},
      std::pair{std::string_view("policy_uri"), &Client::policy_uri},
      std::pair{std::string_view("tos_uri"), &Client::tos_uri},
  };
  for (const auto& [name, member] : kPages) {
    const auto uri = metadata.text(name);
    if (!uri || uri->empty()) continue;
    if (const auto rule = broken_page_uri_rule(*uri)) metadata.refuse(name, *rule);
    client.*member = *uri;
  }
}

std::vector<std::string> read_uris(MetadataMembers& metadata, std::string_view name,
                                   const Client& client, const Policy& policy) {
  auto uris = metadata.list(name).value_or(std::vector<std::string>());
  if (uris.size() > kMostUris) {
    metadata.refuse(name, "must be at most 50 URIs", ErrorCode::kInvalidRedirectUri);
    return {};
  }
  for (const std::string& uri : uris) {
    if (const auto rule = broken_redirect_uri_rule(uri, client.is_public(), policy)) {
      metadata.refuse(name, *rule, ErrorCode::kInvalidRedirectUri, uri);
    }
  }
  return uris;
}

Words read_words(MetadataMembers& metadata, std::string_view name, Words standard) {
  auto list = metadata.list(name);
  if (!list) return standard;
  return unite({}, *list);
}

void read_grant_types(MetadataMembers& metadata, Client& client) {
  // RFC 7591 2: authorization_code and code when the members are left out.
  client.grant_types = read_words(metadata, "grant_types", {"authorization_code"});
  const bool known = std::ranges::all_of(client.grant_types, [](const std::string& grant_type) {
    return std::ranges::find(kGrantTypes, grant_type) != kGrantTypes.end();
  });
  if (!known || client.grant_types.empty()) {
    metadata.refuse("grant_types",
                    "must be of authorization_code, refresh_token and client_credentials");
  }
  const bool redirects = client.allows_grant("authorization_code");
  if (client.allows_grant("refresh_token") && !redirects) {
    metadata.refuse("grant_types", "must have authorization_code to go with refresh_token");
  }
  // RFC 6749 4.4: confidential clients only.
  if (client.allows_grant("client_credentials") && client.is_public()) {
    metadata.refuse("grant_types", "must not have client_credentials for a public client");
  }
  // RFC 7591 2.1: code goes with authorization_code.
  // RFC 9700 2.1.2: no implicit grant.
  const Words wanted = redirects ? Words{"code"} : Words{};
  client.response_types = read_words(metadata, "response_types", wanted);
  if (client.response_types != wanted) {
    metadata.refuse("response_types", redirects ? "must be code" : "must be empty");
  }
}

void read_redirect_uris(MetadataMembers& metadata, Client& client, const Policy& policy) {
  client.redirect_uris = read_uris(metadata, "redirect_uris", client, policy);
  client.post_logout_redirect_uris =
      read_uris(metadata, "post_logout_redirect_uris", client, policy);
  // RFC 7591 2: redirect-based grants must register their redirect URIs.
  const bool needed = client.allows_grant("authorization_code");
  if (needed && client.redirect_uris.empty() && !metadata.is_refused("redirect_uris")) {
    metadata.refuse("redirect_uris", "must have at least one URI", ErrorCode::kInvalidRedirectUri);
  }
}

void read_scope(MetadataMembers& metadata, Client& client, const Policy& policy) {
  client.scopes = split_words(metadata.text("scope").value_or("openid"));
  if (client.scopes.empty()) metadata.refuse("scope", "must have at least one scope");
  for (const std::string& scope : client.scopes) {
    if (policy.scopes.contains(scope)) continue;
    metadata.refuse("scope", "has a scope that is not known here",
                    ErrorCode::kInvalidClientMetadata, scope);
  }
}

// OIDC Registration 2: none only where no ID token comes from the authorization endpoint; here
// never.
void read_alg(MetadataMembers& metadata, std::string_view member, jose::Alg& into) {
  const auto name = metadata.text(member);
  if (!name) return;
  const auto alg = jose::parse_alg(*name);
  if (!alg || *alg == jose::Alg::kHs256) {
    return metadata.refuse(member, "must be RS256, ES256, PS256 or EdDSA");
  }
  into = *alg;
}

// RFC 8707 2: an absolute URI without a fragment.
bool is_resource_identifier(const std::string& text) {
  const auto uri = parse_uri(text);
  return uri && !uri->has_fragment && text.size() <= kLongestText;
}

void read_resources(MetadataMembers& metadata, Client& client) {
  client.resource_server_for = read_words(metadata, "resource_server_for", {});
  if (!std::ranges::all_of(client.resource_server_for, is_resource_identifier)) {
    metadata.refuse("resource_server_for", "must be absolute URIs without a fragment");
  }
  client.default_resource = metadata.text("default_resource").value_or("");
  if (!client.default_resource.empty() && !is_resource_identifier(client.default_resource)) {
    metadata.refuse("default_resource", "must be an absolute URI without a fragment");
  }
  // RFC 7662 2.1: a resource server proves who it is.
  if (client.is_public() && !client.resource_server_for.empty()) {
    metadata.refuse("resource_server_for", "must be empty for a public client");
  }
}

void read_token_rules(MetadataMembers& metadata, Client& client) {
  read_alg(metadata, "id_token_signed_response_alg", client.id_token_signed_response_alg);
  read_alg(metadata, "introspection_signed_response_alg", client.introspection_signed_response_alg);
  if (const auto name = metadata.text("access_token_format")) {
    client.access_token_format = parse_token_format(*name);
    if (!client.access_token_format) {
      metadata.refuse("access_token_format", "must be jwt or opaque");
    }
  }
  if (const auto seconds = metadata.integer("default_max_age")) {
    if (*seconds < 0 || *seconds > kLongestMaxAge) {
      metadata.refuse("default_max_age", "must be from 0 to ten years");
    }
    client.default_max_age = Seconds(*seconds);
  }
  client.require_auth_time = metadata.boolean("require_auth_time").value_or(false);
  client.require_pkce = metadata.boolean("require_pkce").value_or(true);
  // RFC 9700 2.1.1: public clients must use PKCE; a confidential OpenID client has its nonce.
  if (!client.require_pkce && (client.is_public() || !client.has_scope("openid"))) {
    metadata.refuse("require_pkce",
                    "must be true unless the client is confidential and has the scope openid");
  }
}

}  // namespace

std::expected<Client, MetadataProblems> parse_client_metadata(JsonView document,
                                                              const Policy& policy) {
  MetadataMembers metadata(document);
  Client client;
  if (!document.is_object()) {
    metadata.refuse("metadata", "must be a JSON object");
    return std::unexpected(std::move(metadata.problems()));
  }
  if (metadata.member("client_secret")) {
    metadata.refuse("client_secret", "must not be given: secrets are made here");
  }
  read_names(metadata, client);
  read_page_uris(metadata, client);
  read_client_auth(metadata, client, policy);
  read_grant_types(metadata, client);
  read_redirect_uris(metadata, client, policy);
  read_scope(metadata, client, policy);
  read_token_rules(metadata, client);
  read_resources(metadata, client);
  if (!metadata.problems().empty()) return std::unexpected(std::move(metadata.problems()));
  return client;
}

Json client_information(const Client& client, const std::string& secret) {
  Json json = Json::object();
  json.set("client_id", client.client_id.text());
  json.set("client_id_issued_at", to_unix(client.created_at));
  if (!secret.empty()) {
    json.set("client_secret", secret);
    // RFC 7591 3.2.1: 0 says that it does not expire.
    json.set("client_secret_expires_at", std::int64_t{0});
  }
  const Json metadata = client_metadata(client);
  for (const auto& [name, value] : metadata.view().members()) json.set(name, Json::copy(value));
  return json;
}

}  // namespace lockspire
