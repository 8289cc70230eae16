#include "protocol/resource.h"

#include <algorithm>
#include <optional>

#include "base/uri.h"
#include "store/resources.h"

namespace lockspire {
namespace {

// https://api.example.com/ and https://api.example.com are one resource.
std::string_view without_bare_slash(std::string_view text) {
  const auto uri = parse_uri(text);
  const bool bare = uri && uri->has_authority && uri->path == "/" && !uri->has_query;
  return bare ? text.substr(0, text.size() - 1) : text;
}

std::optional<std::string> find_among(std::string_view asked, const Words& identifiers) {
  const auto found = std::ranges::find_if(identifiers, [&](const std::string& identifier) {
    return is_same_resource(identifier, asked);
  });
  return found == identifiers.end() ? std::nullopt : std::optional(*found);
}

std::unexpected<OAuthError> unknown(const std::string& resource) {
  return fail(ErrorCode::kInvalidTarget, "resource is unknown", "resource.unknown",
              "resource: " + uri_for_log(resource));
}

Words served(const std::vector<store::Resource>& rows, const Policy& policy) {
  Words identifiers{policy.issuer};
  for (const store::Resource& row : rows) identifiers.push_back(row.identifier);
  return identifiers;
}

// These speak of the ID token and of the refresh token, whatever the access token is for.
bool is_for_any_audience(std::string_view scope) {
  return scope == "openid" || scope == "offline_access";
}

// The scopes that mean something to the audience, or that no resource claims for itself.
Words scopes_for(const Words& scopes, const Words& audience,
                 const std::vector<store::Resource>& rows) {
  Words kept;
  for (const std::string& scope : scopes) {
    bool claimed = false;
    bool ours = false;
    for (const store::Resource& row : rows) {
      if (!contains(split_words(row.scopes), scope)) continue;
      claimed = true;
      ours = ours || contains(audience, row.identifier);
    }
    if (!claimed || ours || is_for_any_audience(scope)) kept.push_back(scope);
  }
  return kept;
}

}  // namespace

bool is_same_resource(std::string_view a, std::string_view b) {
  return without_bare_slash(a) == without_bare_slash(b);
}

Result<Words> parse_resources(const http::Form& form) {
  TRY_ASSIGN(const Words asked, form.all("resource"));
  for (const std::string& resource : asked) {
    const auto uri = parse_uri(resource);
    // RFC 8707 2: an absolute URI without a fragment.
    if (!uri || uri->has_fragment) {
      return fail(ErrorCode::kInvalidTarget, "resource must be an absolute URI without a fragment",
                  "resource.malformed");
    }
  }
  return unite({}, asked);
}

Result<Words> find_resources(const Words& asked, const Client& client, const Policy& policy,
                             store::Reader& db) {
  if (asked.empty() && client.default_resource.empty()) return Words{};
  const Words identifiers = served(store::list_resources(db), policy);
  if (asked.empty()) {
    const auto found = find_among(client.default_resource, identifiers);
    return found ? Words{*found} : Words{};
  }
  Words found;
  for (const std::string& resource : asked) {
    const auto identifier = find_among(resource, identifiers);
    // RFC 8707 2 #unknown: a resource that is not served is invalid_target.
    if (!identifier) return unknown(resource);
    found = unite(std::move(found), {*identifier});
  }
  return found;
}

Result<Words> narrow_resources(const Words& asked, const Words& authorized) {
  if (asked.empty()) return authorized;
  Words narrowed;
  for (const std::string& resource : asked) {
    const auto identifier = find_among(resource, authorized);
    // RFC 8707 2.2: only what was authorized can be asked for.
    if (!identifier) {
      return fail(ErrorCode::kInvalidTarget, "resource was not authorized",
                  "resource.not_authorized", "resource: " + uri_for_log(resource));
    }
    narrowed = unite(std::move(narrowed), {*identifier});
  }
  return narrowed;
}

// RFC 9068 3: aud is the resource that was asked for, else the default.
Words audience_of(const Words& resources, const Policy& policy) {
  return resources.empty() ? Words{policy.issuer} : resources;
}

Result<TokenTerms> token_terms(const Words& resources, const Words& scopes, const Client& client,
                               const Policy& policy, store::Reader& db) {
  TokenTerms terms{.audience = audience_of(resources, policy),
                   .scopes = scopes,
                   .format = client.access_token_format.value_or(policy.access_format),
                   .lifetime = policy.access_lifetime};
  if (resources.empty()) return terms;
  const auto rows = store::list_resources(db);
  std::optional<TokenFormat> format;
  std::optional<Seconds> lifetime;
  for (const std::string& resource : resources) {
    if (resource == policy.issuer) continue;
    const auto row = std::ranges::find(rows, resource, &store::Resource::identifier);
    if (row == rows.end()) return unknown(resource);
    if (row->token_format) {
      const bool opaque = row->token_format == wire_name(TokenFormat::kOpaque);
      format = opaque ? TokenFormat::kOpaque : format.value_or(TokenFormat::kJwt);
    }
    if (row->lifetime)
      lifetime = std::min(lifetime.value_or(Seconds::max()), Seconds(*row->lifetime));
  }
  terms.scopes = scopes_for(scopes, terms.audience, rows);
  terms.format = format.value_or(terms.format);
  terms.lifetime = lifetime.value_or(terms.lifetime);
  return terms;
}

}  // namespace lockspire
