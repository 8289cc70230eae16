// lockspire verify: is this installation right?
#include "ops/verify/verify.h"

#include <filesystem>

#include "tools/lockspire/command.h"
#include "tools/lockspire/findings.h"
#include "tools/lockspire/install.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/verify_live.h"

namespace lockspire::cli {
namespace {

ops::VerifyInputs inputs_of(const Call& call) {
  ops::VerifyInputs inputs{
      .config_path = std::filesystem::absolute(ops::config_path(call.config)).string(),
      .share = share_of(call),
      .version = std::string(version_text()),
      .with_nginx = !call.has("--without-nginx"),
      .nginx = {.conf = call.one("--nginx-conf").value_or(""),
                .prefix = call.one("--nginx-prefix").value_or("")},
      .nginx_dump = {}};
  if (const auto file = call.one("--nginx-dump")) inputs.nginx_dump = read_input(*file);
  return inputs;
}

Exit verify(const Call& call) {
  if (call.has("--live")) return verify_live(call);
  const SystemClock clock;
  return report_findings(call, ops::verify(inputs_of(call), clock));
}

}  // namespace

std::vector<Verb> verify_verbs() {
  std::vector<Option> options{
      {"--nginx-conf", Takes::kOne, "FILE", "nginx's main file, if not its own default"},
      {"--nginx-prefix", Takes::kOne, "DIR", "nginx's -p, if not its own default"},
      {"--nginx-dump", Takes::kOne, "FILE",
       "output of nginx -T to read instead; -: standard input"},
      {"--without-nginx", Takes::kNothing, "", "leave nginx out"},
      share_option()};
  for (const Option& option : live_options()) options.push_back(option);
  return {{"verify", "",
           "check configuration, keys, files, database, units and nginx; or a running site",
           std::move(options), verify}};
}

}  // namespace lockspire::cli
