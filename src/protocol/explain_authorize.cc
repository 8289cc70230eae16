#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kClients = "the client's mistake; nothing here changes it";
constexpr std::string_view kGrantType =
    "lockspire client update ID --grant-type TYPE (all of them)";
constexpr std::string_view kScope = "lockspire client update ID --scope SCOPE (all of them)";

constexpr std::array kAuthorize{
    Explanation{"authorize.redirect_mismatch",
                "redirect_uri is one of the registered ones, byte by byte; only the port of a "
                "public client's loopback URI may differ.",
                "RFC 9700 2.1", "a registered URI, as in the detail",
                "lockspire client update ID --redirect-uri URI (all of them)"},
    Explanation{"authorize.response_type", "Only codes are given out here.", "RFC 9700 2.1.2",
                "response_type=code", kClients},
    Explanation{"authorize.grant_not_registered",
                "A client uses the grants that it is registered for.", "RFC 6749 4.1.2.1",
                "authorization_code among its grant_types", kGrantType},
    Explanation{"authorize.response_mode", "A response mode must be known.",
                "OAuth 2.0 Multiple Response Types 2.1", "query, fragment or form_post", kClients},
    Explanation{"authorize.request", "Request objects are not supported.", "OIDC Core 3.1.2.6",
                "the parameters by themselves", kClients},
    Explanation{"authorize.request_uri", "Request objects by reference are not supported.",
                "OIDC Core 3.1.2.6", "the parameters by themselves", kClients},
    Explanation{"authorize.registration", "Clients are registered before they ask.",
                "OIDC Core 7.2.1", "no registration parameter", kClients},
    Explanation{"authorize.prompt", "prompt has known values, each once, and none stands alone.",
                "OIDC Core 3.1.2.1", "none, or some of login, consent, select_account", kClients},
    Explanation{"authorize.max_age", "max_age is a number of seconds.", "OIDC Core 3.1.2.1",
                "digits only", kClients},
    Explanation{"authorize.display", "display has one of four values.", "OIDC Core 3.1.2.1",
                "page, popup, touch or wap", kClients},
    Explanation{"authorize.id_token_hint", "The hint is an ID token that this client got here.",
                "OIDC Core 3.1.2.1", "an ID token of this issuer for this client; it may be over",
                kClients},
    Explanation{"claims.malformed", "claims is an object of OpenID Connect's form.",
                "OIDC Core 5.5", "JSON with userinfo and id_token, each claim null or an object",
                kClients},
    Explanation{"claims.more_than_one_sub", "A request is about one account.", "OIDC Core 5.5.1",
                "one value for sub, the same as in id_token_hint", kClients},
    Explanation{"scope.malformed", "Scopes have printable ASCII characters only.", "RFC 6749 3.3",
                "words without quotes and backslashes, with single spaces between", kClients},
    Explanation{"scope.unknown", "A scope must be known here.", "RFC 6749 3.3",
                "a scope of the section [scopes]",
                "add it to [scopes] of lockspire.toml and restart"},
    Explanation{"scope.not_registered", "A client asks for what it is registered for.",
                "RFC 6749 3.3", "a scope of the client's own", kScope},
    Explanation{"scope.missing", "There is no default scope.", "RFC 6749 3.3",
                "at least one scope of the client's own", kClients},
    Explanation{"scope.exceeds_grant", "A refresh asks for no more than was granted.", "RFC 6749 6",
                "some of the granted scopes, or no scope parameter",
                "the client's mistake; a new authorization request can ask for more"},
    Explanation{"scope.not_for_clients",
                "For itself a client gets no scope that is about a person.", "RFC 6749 4.4.2",
                "registered scopes that are about an API", kScope},
    Explanation{"resource.malformed", "A resource is an absolute URI without a fragment.",
                "RFC 8707 2", "for instance https://api.example.com", kClients},
    Explanation{"resource.unknown", "A resource must be known here.", "RFC 8707 2",
                "an identifier of `lockspire resource list`",
                "lockspire resource add IDENTIFIER --scope SCOPE"},
    Explanation{"resource.not_authorized", "A token is for no more than was authorized.",
                "RFC 8707 2.2", "resources of the authorization request",
                "the client's mistake; a new authorization request can ask for more"},
    Explanation{"pkce.required", "A code is bound to the one who asked for it.", "RFC 9700 2.1.1",
                "code_challenge and code_challenge_method=S256",
                "lockspire client update ID --require-pkce false, for a confidential client with "
                "openid only"},
    Explanation{"pkce.missing_challenge", "A method comes with a challenge.", "RFC 7636 4.3",
                "code_challenge beside code_challenge_method", kClients},
    Explanation{"pkce.method", "The challenge is a hash; plain, the default, protects nobody.",
                "RFC 7636 4.4.1", "code_challenge_method=S256", kClients},
    Explanation{"pkce.malformed_challenge", "An S256 challenge is a SHA-256 in base64url.",
                "RFC 7636 4.2", "43 characters of base64url, no padding", kClients},
};

constexpr std::string_view kAgain = "the person starts again at the application";

constexpr std::array kInteractions{
    Explanation{"interaction.unknown", "An interaction has an id that we gave out.", "RFC 9700 4.7",
                "the whole URL that the login was given as return_to",
                "look that the host keeps the query of return_to; else start again"},
    Explanation{"interaction.unbound", "Only the browser that began may go on.", "RFC 9700 4.7",
                "one cookie of that interaction, from the same browser", kAgain},
    Explanation{"interaction.finished", "An interaction ends once.", "RFC 9700 4.7",
                "an interaction that waits", kAgain},
    Explanation{"interaction.expired", "Signing in has its time.", "Lockspire",
                "an answer within [interactions] lifetime", "[interactions] lifetime"},
    Explanation{"consent.csrf", "Only our own page may answer for the person.", "RFC 6819 5.3.5",
                "the form of the page, sent by the browser that was shown it", kAgain},
    Explanation{"consent.decision", "The page has two buttons.", "Lockspire",
                "decision=approve or decision=deny", kAgain},
    Explanation{"consent.denied", "The person said no.", "RFC 6749 4.1.2.1", "approval",
                "the person's decision"},
    Explanation{"consent.required", "With prompt=none nobody is asked.", "OIDC Core 3.1.2.6",
                "a consent that is remembered and covers the request",
                "the client asks again without prompt=none"},
    Explanation{"apps.csrf", "Only our own page may answer for the person.", "RFC 6819 5.3.5",
                "the form of the page, sent by the browser that was shown it",
                "the person loads the page again"},
    Explanation{"apps.decision", "The page has one kind of button.", "Lockspire", "decision=revoke",
                "the person loads the page again"},
    Explanation{
        "login.no_session", "The person must be signed in.", "OIDC Core 3.1.2.6",
        "a session cookie of the host that counts",
        "see session.ignored of the same request; else the client asks without prompt=none, or "
        "[session] silent_refresh lets the host set its cookie anew"},
    Explanation{"login.prompt_login", "prompt=login asks for a new login.", "OIDC Core 3.1.2.1",
                "auth_time after the request began",
                "the host must log the person in and set auth_time"},
    Explanation{"login.prompt_select_account", "prompt=select_account lets the person choose.",
                "OIDC Core 3.1.2.1", "a trip to the login",
                "the client asks again without prompt=none"},
    Explanation{"login.max_age", "The login must not be older than max_age.", "OIDC Core 3.1.2.1",
                "auth_time within max_age of the start of the request",
                "the host must log the person in and set auth_time"},
    Explanation{"login.other_account", "The request is about another account.", "OIDC Core 3.1.2.1",
                "the account of id_token_hint or of the claim sub",
                "the person signs in with that account"},
    Explanation{"login.acr_not_met", "An essential acr must be met.", "OIDC Core 5.5.1.1",
                "an acr of the session that the request lists",
                "the host must reach and name that level; or the client asks for less"},
    Explanation{"login.gave_up", "The host ended the login with an error.", "Lockspire",
                "a login that ends without one", "look into the host's own log"},
};

}  // namespace

std::span<const Explanation> authorize_explanations() {
  return kAuthorize;
}

std::span<const Explanation> interaction_explanations() {
  return kInteractions;
}

}  // namespace lockspire
