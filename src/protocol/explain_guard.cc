#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kClients = "the client's mistake; nothing here changes it";
constexpr std::string_view kNewToken = "the client refreshes, or asks for a new token";

constexpr std::array kGuard{
    Explanation{"access_token.missing", "A protected route wants an access token.", "RFC 6750 3",
                "Authorization: Bearer TOKEN",
                "the client sends one; guard-open.conf for a location that needs none"},
    Explanation{"access_token.authorization", "The access token comes as a bearer token.",
                "RFC 6750 2.1", "Authorization: Bearer TOKEN", kClients},
    Explanation{"access_token.malformed", "An access token is a JWT of ours or an opaque one.",
                "RFC 9068 4", "the token, whole, as the token endpoint gave it", kClients},
    Explanation{"access_token.typ", "A JWT of another kind is no access token.", "RFC 9068 4",
                "typ at+jwt; not an ID token", kClients},
    Explanation{"access_token.signature", "An access token is signed by a key of ours.",
                "RFC 9068 4", "a signature by a key that is published and not compromised",
                "lockspire key list tells which keys are alive; else a new token"},
    Explanation{"access_token.issuer", "An access token is of this issuer.", "RFC 9068 4",
                "iss is the issuer, exactly", kNewToken},
    Explanation{"access_token.grant_ended", "With a grant end all of its tokens.", "RFC 6750 3.1",
                "a grant that is alive",
                "lockspire audit list tells who ended it; a new authorization request"},
    Explanation{"access_token.client_disabled", "A disabled client's tokens are dead.",
                "RFC 6750 3.1", "a client that is enabled", "lockspire client enable ID"},
    Explanation{"access_token.no_person", "A route with acr or max_age is for persons.",
                "RFC 9470 3", "a token of a grant that a person gave",
                "the client sends a person to authorize; acr and max_age in routes.toml"},
    Explanation{
        "access_token.acr", "The route wants a stronger sign-in.", "RFC 9470 3",
        "one of the acr values of the route",
        "the client asks with acr_values; acr in routes.toml; what the host's session says"},
    Explanation{"access_token.max_age", "The route wants a more recent sign-in.", "RFC 9470 3",
                "a sign-in within max_age",
                "the client asks with max_age, and the person signs in; max_age in routes.toml"},
    Explanation{"guard.method", "A route takes the methods that it names.", "RFC 9110 15.5.6",
                "a method of the route, in capitals", "methods in routes.toml"},
    Explanation{"metadata.unknown_resource", "A resource without a route has no metadata.",
                "RFC 9728 3.1", "/.well-known/oauth-protected-resource and the resource's path",
                "resource in routes.toml"},
};

}  // namespace

std::span<const Explanation> guard_explanations() {
  return kGuard;
}

}  // namespace lockspire
