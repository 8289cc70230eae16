#include "ops/remote_jwks_check.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/uri.h"
#include "jose/jwk.h"
#include "protocol/client.h"
#include "protocol/jwk_selection.h"
#include "protocol/remote_jwks.h"
#include "store/remote_jwks.h"

namespace lockspire::ops {
namespace {

std::string target_of(const outbound::Route& route) {
  return route.host + ":" + std::to_string(route.port);
}

std::string fix_for(outbound::FailureKind kind) {
  using enum outbound::FailureKind;
  switch (kind) {
    case kUrl:
      return "lockspire client update ID --jwks-uri URL";
    case kName:
      return "see whether this machine can resolve the name, and whether it is right";
    case kAddress:
      return "if the host is yours, name it in lockspire.toml:\n[outbound]\n"
             "allow_private = [\"HOST:PORT\"]";
    case kConnect:
    case kTimeout:
      return "see whether the host serves https, and whether a firewall lets this machine out";
    case kTls:
      return "the certificate must be for this host, of a CA that this machine trusts or that\n"
             "outbound.ca_file names";
    case kTooLarge:
    case kProtocol:
      break;
  }
  return "the site must answer with a JWK Set of at most 64 KiB";
}

Finding failed(std::string code, const outbound::Failure& failure) {
  return error(std::move(code), "the keys cannot be fetched", failure.detail,
               fix_for(failure.kind));
}

Finding found_route(const outbound::Route& route) {
  std::string addresses;
  for (const auto& address : route.addresses) {
    addresses += (addresses.empty() ? "" : "\n") + outbound::text_of(address);
  }
  return ok("remote_jwks.addresses", target_of(route) + " may be asked", std::move(addresses));
}

Finding answered(const outbound::Response& response, std::chrono::milliseconds took) {
  return ok("remote_jwks.answer", "it answered",
            "status " + std::to_string(response.status) + ", " +
                std::to_string(response.body.size()) + " bytes, " + std::to_string(took.count()) +
                " ms");
}

Finding key_finding(JsonView key, std::size_t number) {
  constexpr std::size_t kShown = 64;
  const std::string kid(key.string("kid").value_or("without kid").substr(0, kShown));
  const std::string name = "key " + std::to_string(number) + " (" + kid + ")";
  std::string problem;
  if (jose::PublicKey::from_jwk(key, &problem)) {
    return ok("remote_jwks.key", name + " verifies signatures");
  }
  return warning("remote_jwks.key_unusable", name + " is passed by", problem,
                 "nothing, if it is meant for something else");
}

void add_keys(Findings& findings, const std::string& jwks) {
  const auto document = Json::parse(jwks, kJwkSetLimits);
  std::size_t number = 0;
  std::size_t usable = 0;
  for (const JsonView key : document->view().member("keys")->items()) {
    findings.push_back(key_finding(key, ++number));
    if (findings.back().severity == Severity::kOk) ++usable;
  }
  if (usable > 0) return;
  findings.push_back(error("remote_jwks.no_key", "no key in it verifies signatures", "",
                           "the site must serve a public key: RSA of 2048 bits, P-256 or Ed25519"));
}

std::string ago(Instant at, Instant now) {
  return std::to_string((now - at).count()) + " s ago";
}

Finding cached(const Operator& who, const std::string& uri) {
  const auto row =
      who.store.read([&](store::Reader& db) { return store::find_remote_jwks(db, uri); });
  if (!row) return ok("remote_jwks.cache", "nothing is cached yet");
  const Instant now = who.clock.now();
  std::string detail = "last attempt " + ago(row->attempted_at, now);
  if (row->problem) detail += ": " + *row->problem;
  const std::string since = row->fetched_at ? " of " + ago(*row->fetched_at, now) : "";
  if (!state_of(row, now).usable) {
    return warning("remote_jwks.cache", "no document is cached that still counts",
                   std::move(detail), "the next request of the client tries again");
  }
  if (!row->problem) return ok("remote_jwks.cache", "cached: a document" + since, detail);
  return warning("remote_jwks.cache", "in use: the last good document" + since, std::move(detail),
                 "it counts for a day; the next request of the client tries again");
}

void add_fetch(Findings& findings, const std::string& uri, const outbound::Options& options) {
  using std::chrono::steady_clock;
  const auto begun = steady_clock::now();
  const auto route = outbound::find_route(uri, options.rules, begun + options.timeout);
  if (!route) return findings.push_back(failed("remote_jwks.refused", route.error()));
  findings.push_back(found_route(*route));
  const auto answer = outbound::fetch({.url = uri}, options);
  if (!answer) return findings.push_back(failed("remote_jwks.not_fetched", answer.error()));
  findings.push_back(answered(
      *answer, std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun)));
  const auto jwks = jwks_in(answer);
  if (!jwks) {
    return findings.push_back(error("remote_jwks.no_set", "the answer is of no use", jwks.error(),
                                    "the site must answer with status 200 and a JWK Set; "
                                    "redirects are not followed"));
  }
  add_keys(findings, *jwks);
}

}  // namespace

Outcome<Findings> check_remote_jwks(const Operator& who, const ClientId& client_id,
                                    const outbound::Options& options) {
  const auto client = who.store.read([&](store::Reader& db) { return find_client(db, client_id); });
  if (!client) return not_found("there is no client " + client_id.text());
  if (client->jwks_uri.empty()) {
    return refused("client " + client_id.text() + " has no jwks_uri: its keys, if any, were " +
                   "registered by value");
  }
  Findings findings{ok("remote_jwks.uri", "its keys are at " + uri_for_log(client->jwks_uri))};
  add_fetch(findings, client->jwks_uri, options);
  findings.push_back(cached(who, client->jwks_uri));
  return findings;
}

}  // namespace lockspire::ops
