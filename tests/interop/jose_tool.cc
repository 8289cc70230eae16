// What jose_oracle.mjs and differential.mjs compare with: signs and verifies with src/jose, reads
// forms and sessions. One JSON request a line on standard input, one JSON answer a line on standard
// output.
#include <array>
#include <iostream>
#include <stdexcept>
#include <string>

#include "base/base64url.h"
#include "host/session.h"
#include "http/form.h"
#include "jose/jws.h"

namespace {

using namespace lockspire;  // NOLINT(google-build-using-namespace)

constexpr std::string_view kTyp = "oracle+jwt";

std::string text_of(JsonView request, std::string_view name) {
  const auto text = request.string(name);
  if (!text) throw std::runtime_error("jose_tool: missing " + std::string(name));
  return std::string(*text);
}

std::string octets_of(JsonView request, std::string_view name) {
  return decode_base64url(text_of(request, name)).value();
}

jose::Alg alg_of(JsonView request) {
  return jose::parse_alg(text_of(request, "alg")).value();
}

// {"sign": PAYLOAD, "alg", "key" for HS256} -> {"token", "jwk", "thumbprint"}
Json sign(JsonView request, JsonView payload) {
  Json answer = Json::object();
  if (alg_of(request) == jose::Alg::kHs256) {
    const Secret token = jose::sign_hs256(octets_of(request, "key"), kTyp, "", Json::copy(payload));
    answer.set("token", token.reveal());
    return answer;
  }
  const auto key = jose::SigningKey::generate(alg_of(request));
  const auto copy = jose::SigningKey::from_pkcs8(key.alg(), key.pkcs8()).value();
  answer.set("token", jose::sign_compact(copy, kTyp, Json::copy(payload)).reveal());
  answer.set("jwk", key.public_jwk());
  answer.set("thumbprint", key.public_key().thumbprint());
  return answer;
}

bool holds(JsonView request, const jose::CompactJws& jws) {
  if (alg_of(request) == jose::Alg::kHs256) return verify_hs256(jws, octets_of(request, "key"));
  const auto key = jose::PublicKey::from_jwk(request.member("jwk").value());
  return key && verify(jws, alg_of(request), *key);
}

// {"verify": TOKEN, "alg", "jwk" or "key"} -> {"holds"} and the payload when it does
Json verify(JsonView request, std::string_view token) {
  const auto jws = jose::parse_compact(token);
  const bool good = jws && has_typ(*jws, kTyp) && holds(request, *jws);
  Json answer = Json::object();
  answer.set("holds", good);
  if (good) answer.set("payload", Json::copy(jws->payload.view()));
  return answer;
}

// {"form": TEXT in base64url} -> {"refused": true}, or for each of these names its values, or that
// they are refused
Json read_form(JsonView request) {
  Json answer = Json::object();
  const auto form = http::Form::parse(octets_of(request, "form"));
  answer.set("refused", !form.has_value());
  if (!form) return answer;
  constexpr std::array<Literal, 4> kNames{"a", "state", "x y", "p+q"};
  for (const Literal& name : kNames) {
    const auto values = form->all(name);
    if (values) answer.set(name.text(), Json::strings(*values));
    if (!values) answer.set(name.text(), false);
  }
  return answer;
}

// {"session": TOKEN, "key", "now"} -> {"reason"} that is empty for a good one, with "sub"
Json read_session(JsonView request, std::string_view token) {
  host::SessionRules rules;
  rules.cookie_name = "lockspire_session";
  rules.issuer = "https://example.com";
  rules.audience = "https://example.com/lockspire";
  rules.secrets.push_back({"main", Secret(octets_of(request, "key"))});
  const Instant now = from_unix(request.integer("now").value());
  const auto session = host::verify_session(token, rules, now);
  Json answer = Json::object();
  answer.set("reason", session ? std::string_view() : session.error().reason.text());
  if (session) answer.set("sub", session->sub.text());
  return answer;
}

Json answer_to(JsonView request) {
  if (request.member("form")) return read_form(request);
  if (const auto token = request.string("session")) return read_session(request, *token);
  if (const auto payload = request.member("sign")) return sign(request, *payload);
  return verify(request, text_of(request, "verify"));
}

}  // namespace

int main() {
  try {
    std::string line;
    while (std::getline(std::cin, line)) {
      const auto request = Json::parse(line).value();
      std::cout << answer_to(request.view()).print() << "\n";
    }
  } catch (const std::exception& fault) {
    std::cerr << fault.what() << "\n";
    return 1;
  }
  return 0;
}
