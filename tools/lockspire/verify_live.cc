#include "tools/lockspire/verify_live.h"

#include <array>
#include <csignal>

#include "ops/live/live.h"
#include "ops/live/visitor.h"
#include "tools/lockspire/findings.h"
#include "tools/lockspire/installation.h"

namespace lockspire::cli {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t stop_wanted = 0;

void want_stop(int) {
  stop_wanted = 1;
}

// The throw-away client is removed before the process ends, whatever ends it.
void watch_signals() {
  struct sigaction action{};
  action.sa_handler = want_stop;
  for (const int signal : kSignals) {
    struct sigaction before{};
    ::sigaction(signal, nullptr, &before);
    // nohup and the background jobs of a shell mean what they say.
    if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace

std::vector<Option> live_options() {
  return {
      {"--live", Takes::kOne, "URL",
       "prove the running site from outside: the issuer, as clients know it"},
      {"--ca", Takes::kOne, "FILE", "with --live: certificates to trust instead of the system's"}};
}

Exit verify_live(const Call& call) {
  const Installation installation(call);
  const host::SessionRules rules = session_rules_of(installation.config());
  watch_signals();
  const ops::LiveInputs inputs{.url = call.one("--live").value_or(""),
                               .ca_file = call.one("--ca").value_or(""),
                               .stopped = [] { return stop_wanted != 0; }};
  try {
    return report_findings(call, value_or_fail(ops::verify_live(inputs, installation.config(),
                                                                rules, installation.who())));
  } catch (const ops::live::Interrupted&) {
    throw Failure(kTemporary, "interrupted; its client is removed");
  }
}

}  // namespace lockspire::cli
