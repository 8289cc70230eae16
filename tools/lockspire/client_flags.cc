#include "tools/lockspire/client_flags.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>
#include <utility>

#include "tools/lockspire/installation.h"

namespace lockspire::cli {
namespace {

enum class Kind { kText, kList, kWords, kFlag, kNumber, kDocument };

// A flag and the RFC 7591 member that it sets.
struct MetadataFlag {
  std::string_view name;
  std::string_view member;
  Kind kind;
  std::string_view value;
  std::string_view help;
  std::string_view choices;  // with a space between
};

constexpr std::array kFlags{
    MetadataFlag{"--name", "client_name", Kind::kText, "TEXT",
                 "name that people read on the consent page", ""},
    MetadataFlag{"--redirect-uri", "redirect_uris", Kind::kList, "URI", "exact redirect URI", ""},
    MetadataFlag{"--post-logout-redirect-uri", "post_logout_redirect_uris", Kind::kList, "URI",
                 "exact URI to return to after logout", ""},
    MetadataFlag{"--scope", "scope", Kind::kWords, "SCOPE",
                 "scope that it may ask for (default: openid)", ""},
    MetadataFlag{"--grant-type", "grant_types", Kind::kList, "TYPE", "default: authorization_code",
                 "authorization_code refresh_token client_credentials"},
    MetadataFlag{"--auth-method", "token_endpoint_auth_method", Kind::kText, "METHOD",
                 "default: client_secret_basic",
                 "none client_secret_basic client_secret_post client_secret_jwt private_key_jwt"},
    MetadataFlag{"--auth-signing-alg", "token_endpoint_auth_signing_alg", Kind::kText, "ALG",
                 "what signs its assertions (default: any that its keys fit)",
                 "HS256 RS256 ES256 PS256 EdDSA"},
    MetadataFlag{"--jwks", "jwks", Kind::kDocument, "FILE",
                 "its public keys, a JWK Set (-: standard input)", ""},
    MetadataFlag{"--jwks-uri", "jwks_uri", Kind::kText, "URL", "where it publishes its keys", ""},
    MetadataFlag{"--client-uri", "client_uri", Kind::kText, "URL", "home page of the client", ""},
    MetadataFlag{"--logo-uri", "logo_uri", Kind::kText, "URL", "its logo", ""},
    MetadataFlag{"--policy-uri", "policy_uri", Kind::kText, "URL", "its privacy policy", ""},
    MetadataFlag{"--tos-uri", "tos_uri", Kind::kText, "URL", "its terms of service", ""},
    MetadataFlag{"--contact", "contacts", Kind::kList, "ADDRESS", "who is responsible for it", ""},
    MetadataFlag{"--application-type", "application_type", Kind::kText, "TYPE", "recorded only",
                 "web native"},
    MetadataFlag{"--id-token-alg", "id_token_signed_response_alg", Kind::kText, "ALG",
                 "signature of its ID tokens (default: RS256)", "RS256 ES256 PS256 EdDSA"},
    MetadataFlag{"--access-token-format", "access_token_format", Kind::kText, "FORMAT",
                 "default: the server's", "jwt opaque"},
    MetadataFlag{"--default-resource", "default_resource", Kind::kText, "URI",
                 "what its tokens are for when it names no resource (default: the issuer)", ""},
    MetadataFlag{"--resource-server-for", "resource_server_for", Kind::kList, "URI",
                 "audience whose tokens it may introspect, because it serves it", ""},
    MetadataFlag{"--introspection-alg", "introspection_signed_response_alg", Kind::kText, "ALG",
                 "signature of introspection answers to it (default: RS256)",
                 "RS256 ES256 PS256 EdDSA"},
    MetadataFlag{"--require-pkce", "require_pkce", Kind::kFlag, "BOOL",
                 "false only for a confidential client with openid", "true false"},
    MetadataFlag{"--default-max-age", "default_max_age", Kind::kNumber, "SECONDS",
                 "when it asks for no max_age itself", ""},
    MetadataFlag{"--require-auth-time", "require_auth_time", Kind::kFlag, "BOOL",
                 "recorded only: ID tokens always have it", "true false"},
};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Option option_of(const MetadataFlag& flag) {
  const bool many = flag.kind == Kind::kList || flag.kind == Kind::kWords;
  return {flag.name,          many ? Takes::kMany : Takes::kOne, flag.value, flag.help, false,
          words(flag.choices)};
}

Json read_document(const std::string& file) {
  const std::string source = file == "-" ? "standard input" : file;
  std::string problem;
  auto json = Json::parse(read_input(file), {}, &problem);
  if (!json) throw Failure(kUsage, source + " is not JSON: " + problem);
  if (!json->view().is_object()) throw Failure(kUsage, source + " is not a JSON object");
  return *std::move(json);
}

Json read_metadata(const std::string& file) {
  Json json = read_document(file);
  if (json.view().member("client_id")) {
    std::cerr << "lockspire: client_id in " << (file == "-" ? "standard input" : file)
              << " is not used; choose one with --client-id\n";
  }
  return json;
}

std::int64_t number_of(const MetadataFlag& flag, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc() && end == text.data() + text.size()) return value;
  throw Failure(kUsage, std::string(flag.name) + " must be a number");
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

void set_member(Json& json, const MetadataFlag& flag, const Call& call) {
  const auto values = call.all(flag.name);
  if (values.empty()) return;
  switch (flag.kind) {
    case Kind::kText:
      json.set(flag.member, values.front());
      return;
    case Kind::kList:
      json.set(flag.member, Json::strings(values));
      return;
    case Kind::kWords:
      json.set(flag.member, joined(values));
      return;
    case Kind::kFlag:
      json.set(flag.member, values.front() == "true");
      return;
    case Kind::kNumber:
      json.set(flag.member, number_of(flag, values.front()));
      return;
    case Kind::kDocument:
      json.set(flag.member, read_document(values.front()));
      return;
  }
}

}  // namespace

std::vector<Option> with_metadata_flags(std::vector<Option> options) {
  options.push_back(
      {"--from", Takes::kOne, "FILE", "RFC 7591 metadata in JSON (-: standard input)"});
  options.push_back({"--public", Takes::kNothing, "", "it can keep no secret (auth method none)"});
  for (const MetadataFlag& flag : kFlags) options.push_back(option_of(flag));
  return options;
}

Json metadata_of(const Call& call) {
  const auto file = call.one("--from");
  Json json = file ? read_metadata(*file) : Json::object();
  if (call.has("--public") && call.one("--auth-method").value_or("none") != "none") {
    throw Failure(kUsage, "--public and --auth-method contradict each other");
  }
  if (call.has("--public")) json.set("token_endpoint_auth_method", "none");
  for (const MetadataFlag& flag : kFlags) set_member(json, flag, call);
  return json;
}

}  // namespace lockspire::cli
