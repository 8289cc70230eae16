// `lockspire verify`: everything that can be told of an installation without asking it.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "ops/finding.h"
#include "ops/install/share.h"
#include "ops/verify/nginx_dump.h"

namespace lockspire::ops {

struct VerifyInputs {
  std::string config_path;
  Share share;
  std::string version;
  bool with_nginx = true;
  NginxCommand nginx;
  std::optional<std::string> nginx_dump;  // instead of running nginx
};

// Reads and writes nothing (nginx -T opens its logs). Throws nothing that a finding can say.
Findings verify(const VerifyInputs& inputs, const Clock& clock);

}  // namespace lockspire::ops
