// The whole flow with the throw-away client: consent, code, tokens, userinfo, and a stolen code.
#include "jose/jws.h"
#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

// Says yes on the consent page; where the client is sent then. Empty when it does not get that far.
std::string approved(Visitor& visitor, const Site& site) {
  const Answer start = visitor.get(site.authorize());
  const auto path = path_on_site(start.header("location"), site.seen.origin);
  if (!path) return "";
  const Answer page = visitor.get(*path);
  const std::string action = attribute_in(page.body, "action=\"");
  if (action.empty()) return "";
  const Answer answer = visitor.post(
      action, {{"decision", "approve"},
               {"csrf_token", attribute_in(page.body, "name=\"csrf_token\" value=\"")}});
  return answer.header("location");
}

Answer redeem(const Site& site, const std::string& code, std::string_view verifier) {
  return site.visitor().post(site.url("/token"),
                             {{"grant_type", "authorization_code"},
                              {"code", code},
                              {"redirect_uri", std::string(kCallback)},
                              {"code_verifier", std::string(verifier)}},
                             site.as_client());
}

Answer userinfo(const Site& site, const std::string& access_token) {
  return site.visitor().get(site.url("/userinfo"), {{"Authorization", "Bearer " + access_token}});
}

const char* const kLookUp = "look up the request: lockspire explain ";

Finding response(const std::string& location, const Site& site) {
  const bool right = location.starts_with(std::string(kCallback) + "?") &&
                     !parameter_of(location, "code").empty() &&
                     parameter_of(location, "state") == kState &&
                     parameter_of(location, "iss") == site.seen.issuer;
  if (right) return ok("live.code", "who says yes is sent back with code, state and iss");
  return error("live.code", "who says yes is not sent back with code, state and iss",
               uri_for_log(location),
               "let nothing rewrite Location, and set `issuer` to the URL that clients use");
}

// RFC 7636 4.6: the verifier must match.
Finding wrong_verifier(const Site& site, const std::string& code) {
  const Answer answer = redeem(site, code, std::string(kVerifier) + "x");
  if (answer.status == 400 && answer.error() == "invalid_grant") {
    return ok("live.wrong_verifier", "a code without its verifier is worth nothing");
  }
  return error("live.wrong_verifier", "a code is not refused without its verifier",
               answer.what_came(), kLookUp + answer.header("x-request-id"));
}

Finding tokens(const Answer& answer) {
  const auto document = answer.json();
  const bool right = answer.status == 200 && document && document->view().string("access_token") &&
                     document->view().string("id_token") &&
                     answer.header("cache-control").find("no-store") != std::string::npos;
  if (right) return ok("live.token", "the code is redeemed, and the answer is not stored");
  return error("live.token", "the code is not redeemed as it should be", answer.what_came(),
               answer.status == 401
                   ? "let nginx pass the Authorization header on: fastcgi_pass_request_headers on"
                   : kLookUp + answer.header("x-request-id"));
}

bool signed_by_one_of(const jose::CompactJws& jws, JsonView key_set) {
  const auto keys = key_set.member("keys");
  const auto alg = jose::parse_alg(jws.header.view().string("alg").value_or(""));
  if (!keys || !alg) return false;
  for (const JsonView& jwk : keys->items()) {
    if (jwk.string("kid") != jws.header.view().string("kid")) continue;
    const auto key = jose::PublicKey::from_jwk(jwk);
    return key && jose::verify(jws, *alg, *key);
  }
  return false;
}

// OIDC Core 3.1.3.7, as a client does it.
Finding id_token(const Answer& answer, const Site& site) {
  const auto document = answer.json();
  const auto text = document ? document->view().string("id_token") : std::nullopt;
  const auto jws = text ? jose::parse_compact(*text) : std::nullopt;
  const auto key_set = site.visitor().get(site.url("/jwks")).json();
  std::string wrong;
  if (!jws || !key_set || !signed_by_one_of(*jws, key_set->view()))
    wrong = "no published key verifies it";
  const auto want = [&](std::string_view name, std::string_view value) {
    if (jws && jws->payload.view().string(name) != value)
      wrong += (wrong.empty() ? "" : "\n") + std::string(name) + " is wrong";
  };
  want("iss", site.seen.issuer);
  want("aud", site.client->id().text());
  want("sub", site.client->subject());
  want("nonce", kNonce);
  if (wrong.empty())
    return ok("live.id_token", "the ID token is good, and signed by a published key");
  return error("live.id_token", "clients will refuse the ID token", wrong,
               "see `lockspire key list`; let nothing cache " + site.url("/jwks") +
                   " for longer than it says");
}

Finding person(const Site& site, const std::string& access_token) {
  const Answer answer = userinfo(site, access_token);
  const auto document = answer.json();
  if (answer.status == 200 && document &&
      document->view().string("sub") == site.client->subject()) {
    return ok("live.userinfo", "userinfo knows the person");
  }
  return error("live.userinfo", "userinfo does not take the token that was just issued",
               answer.what_came(),
               answer.status == 401
                   ? "let nginx pass the Authorization header on: fastcgi_pass_request_headers on"
                   : kLookUp + answer.header("x-request-id"));
}

// RFC 6749 4.1.2 #replay: a code that comes twice ends what it was given.
Finding replay(const Site& site, const std::string& code, const std::string& access_token) {
  const Answer again = redeem(site, code, kVerifier);
  const Answer after = userinfo(site, access_token);
  if (again.status == 400 && again.error() == "invalid_grant" && after.status == 401) {
    return ok("live.replay",
              "a code that comes twice is refused, and ends the tokens of the first");
  }
  return error("live.replay", "a stolen code is not noticed",
               again.what_came() + "\n" + after.what_came(),
               "let nothing cache answers of " + site.url("/token") + " or " +
                   site.url("/userinfo") + ", and let all programs use one database");
}

}  // namespace

Findings check_code(const Site& site) {
  Visitor visitor = site.signed_in();
  const std::string location = approved(visitor, site);
  if (location.empty()) return {};  // check_consent says so
  Findings findings{response(location, site)};
  const std::string code = parameter_of(location, "code");
  if (code.empty()) return findings;
  const Answer answer = redeem(site, code, kVerifier);
  findings.push_back(tokens(answer));
  const auto document = answer.json();
  if (answer.status != 200 || !document) return findings;
  const std::string access_token(document->view().string("access_token").value_or(""));
  findings.push_back(id_token(answer, site));
  findings.push_back(person(site, access_token));
  findings.push_back(replay(site, code, access_token));
  findings.push_back(wrong_verifier(site, parameter_of(approved(visitor, site), "code")));
  return findings;
}

}  // namespace lockspire::ops::live
