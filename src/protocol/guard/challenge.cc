#include "protocol/guard/challenge.h"

#include <string_view>

#include "protocol/guard/metadata.h"

namespace lockspire::guard {
namespace {

// Every value is of characters that need no escape: routes.toml has no other.
void add(std::string& text, std::string_view name, const std::string& value) {
  text.append(", ").append(name).append("=\"").append(value).append("\"");
}

void add_error(std::string& text, const Route& route, const OAuthError& error) {
  add(text, "error", std::string(wire_name(error.code)));
  add(text, "error_description", error.description.text());
  if (error.code != ErrorCode::kInsufficientUserAuthentication) return;
  // RFC 9470 3: acr_values and max_age say what the client has to ask for.
  if (!route.acr.empty()) add(text, "acr_values", join_words(route.acr));
  if (route.max_age) add(text, "max_age", std::to_string(route.max_age->count()));
}

}  // namespace

std::string challenge(const Route& route, const OAuthError* error) {
  std::string text = "Bearer realm=\"lockspire\"";
  // RFC 6750 3.1 #no-credentials: a challenge without an error when nothing came.
  if (error != nullptr) add_error(text, route, *error);
  const bool names_scope = error == nullptr || error->code == ErrorCode::kInsufficientScope;
  // RFC 6750 3 #scope: all that a token must have here, not only what this one lacks: a client that
  // asked for the rest alone would get a token with the rest alone.
  if (names_scope && !route.scopes.empty()) add(text, "scope", join_words(route.scopes));
  // RFC 9728 5.1: where the metadata of the resource is.
  add(text, "resource_metadata", metadata_url(route.resource));
  return text;
}

}  // namespace lockspire::guard
