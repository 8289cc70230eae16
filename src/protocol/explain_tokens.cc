#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kClients = "the client's mistake; nothing here changes it";
constexpr std::string_view kAskAgain = "a new authorization request";

constexpr std::array kTokens{
    Explanation{"token.grant_type", "The grant type must be known.", "RFC 6749 5.2",
                "a value of grant_types_supported in discovery", kClients},
    Explanation{"token.grant_not_registered", "A client uses the grants that it is registered for.",
                "RFC 6749 5.2", "the grant type among its grant_types",
                "lockspire client update ID --grant-type TYPE (all of them)"},
    Explanation{"token.public_client", "Only confidential clients ask for themselves.",
                "RFC 6749 4.4", "a client that authenticates",
                "lockspire client update ID --auth-method METHOD"},
    Explanation{"code.unknown", "A code must be one that was given out here.", "RFC 6749 4.1.3",
                "the code, whole, soon after it was given out", kAskAgain},
    Explanation{"code.expired", "A code waits a short time for its redemption.", "RFC 6749 4.1.2",
                "redemption within [tokens] code_lifetime",
                "[tokens] code_lifetime, ten minutes at most"},
    Explanation{"code.client_mismatch", "A code is for the client that asked for it.",
                "RFC 6749 4.1.3", "the client of the authorization request",
                "somebody has another's code: look what the two clients have in common"},
    Explanation{"code.redirect_uri_mismatch",
                "redirect_uri is the one of the authorization request.", "RFC 6749 4.1.3",
                "the same text, byte by byte", kClients},
    Explanation{
        "code.grant_revoked", "What was granted has ended.", "RFC 6749 4.1.2",
        "a grant that is alive",
        "lockspire audit list --event grant tells who ended it; a new authorization request"},
    Explanation{"code.replayed", "A code seen twice is in two hands, so its grant ends.",
                "RFC 6749 4.1.2", "one redemption of a code",
                "look whether the client repeats requests; else a code was stolen"},
    Explanation{"pkce.downgrade", "A verifier belongs to a challenge.", "RFC 9700 4.8.2",
                "code_challenge in the authorization request, or no code_verifier",
                "somebody took the challenge out of the request, or the client lost it"},
    Explanation{"pkce.missing_verifier", "The one who asked proves it.", "RFC 7636 4.5",
                "code_verifier", kClients},
    Explanation{"pkce.malformed_verifier", "A verifier has a fixed form.", "RFC 7636 4.1",
                "43 to 128 letters, digits and -._~", kClients},
    Explanation{"pkce.mismatch", "The hash of the verifier is the challenge.", "RFC 7636 4.6",
                "the code_verifier that the challenge was made from",
                "the client mixes up two requests, or a code was stolen"},
    Explanation{"refresh.unknown", "A refresh token must be one that was given out here.",
                "RFC 6749 6", "the token, whole, of this installation", kAskAgain},
    Explanation{"refresh.expired", "A token that is not used ends.", "RFC 9700 4.14.2",
                "use within [tokens] refresh_lifetime, and before refresh_cap",
                "[tokens] refresh_lifetime and refresh_cap"},
    Explanation{"refresh.client_mismatch", "A refresh token is for the client that got it.",
                "RFC 6749 10.4", "the client that it was issued to",
                "somebody has another's token: lockspire token revoke GRANT_ID ends it"},
    Explanation{
        "refresh.grant_revoked", "What was granted has ended.", "RFC 6749 5.2",
        "a grant that is alive",
        "lockspire audit list --event grant tells who ended it; a new authorization request"},
    Explanation{"refresh.replayed",
                "A token that was exchanged is in two hands, so its grant ends.", "RFC 9700 4.14.2",
                "the token of the last answer; the same one within refresh_grace",
                "[tokens] refresh_grace, for clients that lose answers; else a token was stolen"},
    Explanation{"revoke.foreign", "A client gives back its own tokens.", "RFC 7009 2.1",
                "a token that was issued to this client",
                "somebody has another's token: lockspire token revoke ID ends it"},
    Explanation{"introspect.public_client", "Whoever introspects proves who it is.", "RFC 7662 2.1",
                "a client that authenticates", "lockspire client update ID --auth-method METHOD"},
    Explanation{"userinfo.authorization", "The access token comes as a bearer token.",
                "RFC 6750 2.1", "Authorization: Bearer TOKEN", kClients},
    Explanation{"userinfo.two_tokens", "A request carries one token, in one way.", "RFC 6750 2",
                "header or body", kClients},
    Explanation{"access_token.unknown", "An access token must be one that was given out here.",
                "RFC 6750 3.1", "the token, whole, of this installation", "a refresh"},
    Explanation{"access_token.expired", "An access token is short-lived.", "RFC 6750 3.1",
                "use within [tokens] access_lifetime", "a refresh; [tokens] access_lifetime"},
    Explanation{"access_token.revoked",
                "A revoked token, or one of a grant or client that ended, is dead at once.",
                "RFC 6750 3.1", "a token that is alive",
                "lockspire audit list tells who ended it; a new authorization request"},
    Explanation{"access_token.audience", "A token is for the audience that it names.", "RFC 9068 4",
                "aud has the issuer (userinfo) or the resource of the route (the guard)",
                "the client asks with that resource; lockspire client update ID --default-resource "
                "URI; for the guard: resource in routes.toml"},
    Explanation{"access_token.scope", "A token may what its scopes say.", "RFC 6750 3.1",
                "openid (userinfo), or every scope of the route (the guard)",
                "the client asks for the scope, and the person approves; lockspire client update "
                "ID --scope SCOPE; for the guard: scopes in routes.toml"},
};

}  // namespace

std::span<const Explanation> token_explanations() {
  return kTokens;
}

}  // namespace lockspire
