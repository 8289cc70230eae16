#include "ops/outbound.h"

#include "protocol/jwk_selection.h"

namespace lockspire::ops {

outbound::Options outbound_options(const Config& config) {
  outbound::Options options;
  options.rules.exceptions = config.policy.allow_private;
  options.ca_file = config.outbound_ca_file;
  return options;
}

RemoteJwks::Fetch jwks_fetch(const Config& config) {
  outbound::Options options = outbound_options(config);
  options.most_body_bytes = kJwkSetLimits.bytes;
  return [options](const std::string& uri) {
    return outbound::fetch(
        {.url = uri, .headers = {{"Accept", "application/jwk-set+json, application/json"}}},
        options);
  };
}

}  // namespace lockspire::ops
