#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kClients = "the client's mistake; nothing here changes it";
constexpr std::string_view kClocks =
    "set the client's clock right, or let it make its assertions when it sends them";

constexpr std::array kAssertions{
    Explanation{"client_auth.assertion_type", "An assertion comes with its type.", "RFC 7523 2.2",
                "client_assertion with client_assertion_type "
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                kClients},
    Explanation{"client_auth.malformed_assertion",
                "An assertion is a signed JWT in compact form, without embedded keys and critical "
                "extensions.",
                "RFC 7523 3",
                "header.payload.signature of at most 8 KiB, JSON objects in base64url", kClients},
    Explanation{"client_auth.assertion_typ",
                "A JWT that is typed as something else proves nothing.", "RFC 10070 4",
                "typ client-authentication+jwt, or JWT, or none", kClients},
    Explanation{"client_auth.assertion_claims",
                "An assertion says who it is of, when it ends and what it is called.", "RFC 7523 3",
                "iss and sub: the client_id; exp, iat and nbf in whole seconds; jti of 1 to 255 "
                "bytes",
                kClients},
    Explanation{"client_auth.assertion_audience",
                "An assertion is for this server alone: the issuer, as a string.", "RFC 10070 4",
                "aud: the issuer of discovery, and not the URL of an endpoint",
                "the client's library has a setting for the audience; nothing here changes it"},
    Explanation{"client_auth.assertion_expired", "An assertion is no good from its exp on.",
                "RFC 7523 3", "an exp in the future", kClocks},
    Explanation{"client_auth.assertion_early", "An assertion is no good before its nbf and iat.",
                "RFC 7523 3", "nbf and iat at most 30 s ahead", kClocks},
    Explanation{"client_auth.assertion_too_long", "An assertion lives for a short time.",
                "RFC 7523 3", "an exp at most 10 minutes ahead, and as much after iat",
                "let the client make a new assertion for each request"},
    Explanation{"client_auth.assertion_alg", "A client signs with the algorithm it registered.",
                "RFC 8725 3.1", "the alg in the detail",
                "lockspire client update ID --auth-signing-alg ALG"},
    Explanation{"client_auth.assertion_signature", "The client itself signed the assertion.",
                "RFC 7523 3", "a signature by its private key, or by a live secret of it",
                "lockspire client update ID --jwks FILE, or client rotate-secret ID"},
    Explanation{
        "client_auth.assertion_replayed", "An assertion counts once.", "RFC 7523 3",
        "a jti that this client has not used",
        "somebody may have read the first request; if the client retries, it must sign anew"},
};

}  // namespace

std::span<const Explanation> assertion_explanations() {
  return kAssertions;
}

}  // namespace lockspire
