// Whether the site answers at all, and whether the clocks agree.
#include <cstdlib>
#include <ctime>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";
// Sessions and tokens allow for this much; half of it is worth a word.
constexpr Seconds kWorrying{15};

std::string fix_for(outbound::FailureKind kind, const Site& site) {
  switch (kind) {
    case outbound::FailureKind::kName:
      return "let the name resolve here too: DNS, or a line in /etc/hosts";
    case outbound::FailureKind::kTls:
      return "renew the certificate, or send the whole chain (ssl_certificate: fullchain.pem); for "
             "one of "
             "your own: --ca FILE";
    case outbound::FailureKind::kTimeout:
      return "look at the firewall and the load of the machine: nothing came within the time";
    case outbound::FailureKind::kConnect:
      return "start nginx, and let it listen for " + site.seen.origin;
    default:
      return "let nginx answer HTTP at " + site.seen.origin;
  }
}

Finding unreachable(const Answer& answer, const Site& site) {
  return error("live.unreachable", "the site does not answer at " + site.seen.origin,
               answer.what_came(), fix_for(*answer.failure, site));
}

Finding not_served(const Answer& answer, const Site& site) {
  if (answer.status >= 500) {
    return error("live.program_down", "nginx does not reach the program discovery",
                 answer.what_came(),
                 "start the programs (systemctl start lockspire.target), and look whether "
                 "upstream lockspire_discovery names the socket that they listen on");
  }
  std::string hint;
  if (site.config.policy.issuer != site.seen.issuer) {
    hint = "\nthe configured issuer is " + site.config.policy.issuer;
  }
  return error("live.issuer_path", "there is no Lockspire at " + site.seen.issuer,
               answer.what_came() + hint,
               "include lockspire-server.conf in the server block of this host, and give "
               "`lockspire verify --live` the configured issuer: " +
                   site.config.policy.issuer);
}

std::optional<Instant> instant_of(const std::string& date) {
  std::tm parts{};
  const char* end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return from_unix(::timegm(&parts));
}

}  // namespace

Findings check_reach(const Site& site) {
  const Answer answer = site.visitor().get(site.url(kDiscovery));
  if (answer.status == 0) return {unreachable(answer, site)};
  const auto document = answer.json();
  if (answer.status != 200 || !document) return {not_served(answer, site)};
  const std::string issuer(document->view().string("issuer").value_or(""));
  if (issuer != site.seen.issuer) {
    return {error("live.issuer", "the issuer is another than the URL it is served at",
                  "asked: " + site.seen.issuer + "\nissuer: " + issuer,
                  "set `issuer` to what clients use, restart the programs, and let "
                  "lockspire-server.conf have "
                  "the path of it; the URL for verify is the issuer, without a slash at its end")};
  }
  // Nothing that this machine's secret signed goes to a site of others.
  if (site.config.policy.issuer != site.seen.issuer) {
    return {error("live.issuer", "this site is not the one that the configuration is of",
                  "asked: " + site.seen.issuer + "\nconfigured: " + site.config.policy.issuer,
                  "name the configuration of that site with --config, or set `issuer` in it")};
  }
  return {ok("live.reach", site.seen.issuer + " answers, and calls itself so")};
}

Findings check_clock(const Site& site) {
  const Instant before = site.who.clock.now();
  const auto theirs = instant_of(site.visitor().get(site.url(kDiscovery)).header("date"));
  const Instant after = site.who.clock.now();
  if (!theirs) {
    return {warning("live.clock", "the site does not say what time it is", "no Date header",
                    "let nginx send Date, as it does by itself")};
  }
  // Whole seconds, and the time that the answer took.
  const Seconds behind = before - *theirs - Seconds(1);
  const Seconds ahead = *theirs - after - Seconds(1);
  const Seconds off = std::max(behind, ahead);
  if (off <= kWorrying) return {ok("live.clock", "the clocks agree")};
  const std::string evidence = "the site is " + std::to_string(off.count()) + " s " +
                               (behind > ahead ? "behind" : "ahead") + " of this machine";
  const std::string fix =
      "set the clock of the wrong one, and keep it so: timedatectl set-ntp true";
  if (off <= host::kClockSkew)
    return {warning("live.clock", "the clocks drift apart", evidence, fix)};
  return {error("live.clock", "the clocks differ by more than sessions and tokens allow", evidence,
                fix)};
}

}  // namespace lockspire::ops::live
