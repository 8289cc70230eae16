#include <array>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

constexpr std::string_view kHost = "the host's minter; lockspire session inspect checks a cookie";
constexpr std::string_view kClock = "set both clocks by NTP";

constexpr std::array kSessions{
    Explanation{"session.malformed", "The cookie is a signed JWT in compact form.", "RFC 7515 7.1",
                "three parts of base64url, at most 4096 bytes", kHost},
    Explanation{"session.unknown_kid", "The cookie names a secret that is known here.",
                "RFC 7515 4.1.4", "a kid of [session] secrets; without one, a single secret",
                "[session] secrets: the same names and files on both sides, then SIGHUP"},
    Explanation{"session.bad_mac", "The signature holds under the secret it names.", "RFC 7515 5.2",
                "HS256 under the decoded bytes of the file",
                "[session] secrets: the same file on both sides; else somebody forges cookies"},
    Explanation{"session.bad_header", "The header has one algorithm and one type.", "RFC 8725 3.11",
                "alg HS256, typ lockspire-session+jwt, no crit", kHost},
    Explanation{"session.embedded_key", "No key comes with the token.", "RFC 8725 3.10",
                "no jwk, jku, x5c or x5u", "somebody tries forged cookies"},
    Explanation{"session.bad_claims", "The claims have the form of the contract.", "RFC 7519 7.2",
                "iss, aud, sub, sid, auth_time, iat, exp, as described for hosts", kHost},
    Explanation{"session.bad_iss", "Only the configured host speaks here.", "RFC 8725 3.8",
                "the iss of the detail", "[session] issuer, or the host's minter"},
    Explanation{"session.bad_aud", "The cookie is for this issuer.", "RFC 8725 3.9",
                "the aud of the detail, as a string", "issuer, or the host's minter"},
    Explanation{"session.too_long", "A cookie does not live longer than was agreed.", "Lockspire",
                "exp - iat within [session] max_lifetime", "[session] max_lifetime"},
    Explanation{"session.from_the_future", "A clock may be 30 seconds ahead, no more.",
                "RFC 7519 4.1.5", "iat, auth_time and nbf not later than now", kClock},
    Explanation{"session.expired", "A cookie counts until exp.", "RFC 7519 4.1.4",
                "a cookie that the host has renewed",
                "the host renews it on its pages and at the login path; [session] max_lifetime"},
    Explanation{
        "session.duplicate_cookie", "One cookie says who is signed in.", "RFC 6265 4.2.2",
        "one cookie of that name, with Path=/ and no Domain",
        "find out who sets the second: an old attribute of the host's, or a sibling domain"},
    Explanation{"session.ended", "The host ended this session.", "Lockspire",
                "a cookie that was issued after that", "lockspire audit list --event session"},
};

}  // namespace

std::span<const Explanation> session_explanations() {
  return kSessions;
}

}  // namespace lockspire
