// The configuration that nginx would start with, as `nginx -T` prints it.
#pragma once

#include <expected>
#include <string>

namespace lockspire::ops {

struct NginxCommand {
  std::string conf;    // -c; empty: nginx's own
  std::string prefix;  // -p; empty: nginx's own
};

// Runs it and waits half a minute at most. The words say why there is no dump: what nginx said.
std::expected<std::string, std::string> dump_nginx(const NginxCommand& command);

}  // namespace lockspire::ops
