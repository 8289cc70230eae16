#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kClients = "the client's mistake; nothing here changes it";

constexpr std::array kRequests{
    Explanation{"request.body", "The body is read to its end and must be as long as declared.",
                "RFC 3875 4.1.2", "a whole body of at most 64 KiB", kClients},
    Explanation{"request.content_type", "Parameters come as a form.", "RFC 6749 4.1.3",
                "Content-Type: application/x-www-form-urlencoded, in UTF-8", kClients},
    Explanation{"request.content_encoding", "A body is taken as it is.", "RFC 9110 8.4",
                "no Content-Encoding header", kClients},
    Explanation{"request.parameters", "The number of parameters is bounded.", "Lockspire",
                "at most 100 parameters", kClients},
    Explanation{"request.percent_encoding", "Names and values are percent-encoded.",
                "RFC 6749 appendix B", "% followed by two hexadecimal digits", kClients},
    Explanation{"request.repeated_parameter", "No parameter comes twice.", "RFC 6749 3.1",
                "one parameter of that name, in query and body together", kClients},
    Explanation{"request.parameter_bytes", "Values are UTF-8 without control characters.",
                "RFC 6749 appendix A", "printable characters", kClients},
    Explanation{"request.parameter_length", "Free text that is kept is bounded.", "Lockspire",
                "a shorter value", kClients},
    Explanation{"request.missing_parameter", "What an endpoint requires must be there.",
                "RFC 6749 3.1", "the parameter, with a value", kClients},
    Explanation{"page.unknown", "Only the pages that Lockspire names exist.", "Lockspire",
                "a path that discovery or a page of ours gave out", "follow the link again"},
    Explanation{"fault.internal", "Something is broken here, and nothing was changed.",
                "RFC 9110 15.6.1", "no fault", "read the detail; a bug report is welcome"},
    Explanation{"fault.unavailable", "The database could not be read or written in time.",
                "RFC 9110 15.6.4", "a database that answers, with room on its disk",
                "see to the database and its disk; the request may be sent again"},
};

constexpr std::array kClientRefusals{
    Explanation{"client.unknown", "Only registered clients are served.", "RFC 6749 2.2",
                "a client_id of `lockspire client list`",
                "the client's mistake, or register it: lockspire client create"},
    Explanation{"client.disabled", "A disabled client is served nowhere.", "Lockspire",
                "a client that is enabled", "lockspire client enable ID"},
    Explanation{"client_auth.missing", "Whoever asks says who it is.", "RFC 6749 3.2.1",
                "a client_id, in the Authorization header or in the body", kClients},
    Explanation{"client_auth.malformed_basic",
                "The Authorization header is Basic, with id and secret form-encoded first.",
                "RFC 6749 2.3.1", "Basic base64(form(client_id):form(client_secret))", kClients},
    Explanation{"client_auth.two_methods", "A client authenticates in one way a request.",
                "RFC 6749 2.3", "one of header, client_secret and client_assertion", kClients},
    Explanation{"client_auth.two_clients", "A request comes from one client.", "RFC 6749 2.3",
                "the same client_id wherever it stands", kClients},
    Explanation{"client_auth.method_not_registered",
                "The registered method is the only one that a client may use.", "RFC 7591 2",
                "the method in the detail", "lockspire client update ID --auth-method METHOD"},
    Explanation{"client_auth.wrong_secret", "The secret must be a live one of this client.",
                "RFC 6749 2.3.1", "a secret that has not expired and was not rotated away",
                "lockspire client rotate-secret ID --overlap 24h"},
    Explanation{"client_keys.none_registered", "Signatures are verified with registered keys.",
                "RFC 7591 2", "a client with jwks or jwks_uri",
                "lockspire client update ID --jwks-uri URL"},
    Explanation{"client_keys.no_match",
                "A signature is verified with a key of that kid, made for that algorithm.",
                "RFC 7517 4.5", "a public key of that kid; RSA of 2048 bits, P-256 or Ed25519",
                "the client's mistake; lockspire doctor remote-jwks --client ID lists its keys"},
    Explanation{"client_keys.unavailable",
                "Keys at a jwks_uri are fetched over https from a public address.", "RFC 7591 5",
                "a JWK Set with status 200, within five seconds",
                "see the detail; outbound.allow_private names hosts that may be private"},
    Explanation{"client_auth.throttled",
                "After 20 failures within a minute a client is not heard from that address until "
                "the minute is over.",
                "RFC 6585 4", "the right secret before that, or another address",
                "wait as long as Retry-After says; look for client_auth.bruteforce in the log"},
};

}  // namespace

std::span<const Explanation> request_explanations() {
  return kRequests;
}

std::span<const Explanation> client_explanations() {
  return kClientRefusals;
}

}  // namespace lockspire
