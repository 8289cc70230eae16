#include "jose/jws.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/base64url.h"
#include "base/digest.h"

namespace lockspire::jose {
namespace {

// RFC 7518 3.2: an HS256 key has at least as many bits as the digest.
constexpr std::size_t kMinHmacKey = 32;

std::string signing_input(std::string_view header, const Json& payload) {
  return base64url(header) + "." + base64url(payload.print());
}

// alg, typ and kid: names of ours, of letters that JSON writes as they are.
std::string header_of(const SigningKey& key, std::string_view typ) {
  std::string header = R"({"alg":")";
  header.append(name(key.alg()));
  if (!typ.empty()) header.append(R"(","typ":")").append(typ);
  return header.append(R"(","kid":")").append(key.kid()).append(R"("})");
}

// Why the header must not be trusted even if the signature holds; empty when nothing is wrong.
std::string wrong_with(JsonView header) {
  // RFC 8725 3.10: a key, or the way to one, that came with the token proves nothing.
  for (const std::string_view name : {"jwk", "jku", "x5c", "x5u"}) {
    if (header.member(name)) return "embedded key: " + std::string(name);
  }
  // RFC 7515 4.1.11: we understand no extension, so each critical one is a refusal.
  if (header.member("crit")) return "header has crit";
  // RFC 7797 6: b64 without crit is not valid, and with it was refused above.
  if (header.member("b64")) return "header has b64";
  if (!header.string("alg")) return "header has no alg";
  for (const std::string_view name : {"typ", "cty", "kid"}) {
    if (header.member(name) && !header.string(name)) {
      return "header member " + std::string(name) + " is no string";
    }
  }
  return {};
}

std::optional<Json> json_object(std::string_view part, const JsonLimits& limits,
                                std::string& problem) {
  const auto text = decode_base64url(part);
  if (!text) {
    problem = "not base64url";
    return std::nullopt;
  }
  auto json = Json::parse(*text, limits, &problem);
  if (!json) return std::nullopt;
  if (!json->view().is_object()) {
    problem = "no JSON object";
    return std::nullopt;
  }
  return json;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Secret sign_compact(const SigningKey& key, std::string_view typ, const Json& payload) {
  std::string text = signing_input(header_of(key, typ), payload);
  const std::string signature = base64url(key.sign(text));
  return Secret(std::move(text) + "." + signature);
}

Secret sign_hs256(std::string_view key, std::string_view typ, std::string_view kid,
                  const Json& payload) {
  if (key.size() < kMinHmacKey) throw std::invalid_argument("jose: HS256 key below 32 bytes");
  Json header = Json::object();
  header.set("alg", name(Alg::kHs256));
  if (!typ.empty()) header.set("typ", typ);
  if (!kid.empty()) header.set("kid", kid);
  std::string text = signing_input(header.print(), payload);
  const std::string signature = base64url(hmac_sha256(key, text));
  return Secret(std::move(text) + "." + signature);
}

// RFC 7515 2: base64url without padding, line breaks or white space.
std::optional<CompactJws> parse_compact(std::string_view text, const JsonLimits& limits,
                                        std::string* problem) {
  const auto refuse = [&](std::string why) {
    if (problem != nullptr) *problem = std::move(why);
    return std::nullopt;
  };
  if (text.size() > limits.bytes) return refuse("too many bytes");
  // RFC 7515 7.1: header . payload . signature
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (first == last || std::ranges::count(text, '.') != 2) return refuse("not three parts");
  auto signature = decode_base64url(text.substr(last + 1));
  if (!signature) return refuse("signature is not base64url");
  std::string why;
  auto header = json_object(text.substr(0, first), limits, why);
  if (!header) return refuse("header: " + why);
  if (std::string wrong = wrong_with(header->view()); !wrong.empty()) return refuse(wrong);
  auto payload = json_object(text.substr(first + 1, last - first - 1), limits, why);
  if (!payload) return refuse("payload: " + why);
  return CompactJws{*std::move(header), *std::move(payload), std::string(text.substr(0, last)),
                    *std::move(signature)};
}

bool verify(const CompactJws& jws, Alg alg, const PublicKey& key) {
  // RFC 8725 3.1: the caller's algorithm decides, the header's must only agree.
  return jws.header.view().string("alg") == name(alg) &&
         key.verify(alg, jws.signing_input, jws.signature);
}

bool verify_hs256(const CompactJws& jws, std::string_view key) {
  if (key.size() < kMinHmacKey) return false;
  return jws.header.view().string("alg") == name(Alg::kHs256) &&
         equal_in_constant_time(hmac_sha256(key, jws.signing_input), jws.signature);
}

bool has_typ(const CompactJws& jws, std::string_view typ) {
  const auto found = jws.header.view().string("typ");
  if (!found) return false;
  constexpr std::string_view kPrefix = "application/";
  // RFC 7515 4.1.9: the prefix may be left out where no other slash follows.
  const bool prefixed = equals_ignoring_case(found->substr(0, kPrefix.size()), kPrefix);
  return equals_ignoring_case(prefixed ? found->substr(kPrefix.size()) : *found, typ);
}

}  // namespace lockspire::jose
