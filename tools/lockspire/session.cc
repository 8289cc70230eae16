// lockspire session: the cookie by which the host says who is signed in.
#include <algorithm>
#include <iostream>
#include <sstream>

#include "base/base64url.h"
#include "ops/sessions.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

constexpr Seconds kUsualLifetime{900};

std::string claims_of(const Call& call) {
  const auto file = call.one("--claims");
  if (!file) return "";
  std::string problem;
  const auto json = Json::parse(read_input(*file), {}, &problem);
  if (!json || !json->view().is_object()) {
    throw Failure(kUsage, "--claims is not a JSON object" + (json ? "" : ": " + problem));
  }
  return json->print();
}

// Both --amr pwd --amr otp and --amr pwd,otp.
std::vector<std::string> methods_of(const Call& call) {
  std::vector<std::string> methods;
  for (const std::string& text : call.all("--amr")) {
    std::istringstream items(text);
    for (std::string item; std::getline(items, item, ',');) methods.push_back(item);
  }
  return methods;
}

host::NewSession session_of(const Call& call, const ops::Config& config, Instant now) {
  SystemRandom random;
  return {.sub = call.one("--sub").value_or(""),
          .sid = call.one("--sid").value_or(base64url(random.bytes(16))),
          .auth_time = point_in_time(call, "--auth-time", now).value_or(now),
          .acr = call.one("--acr"),
          .amr = methods_of(call),
          .claims = claims_of(call),
          .lifetime = duration(call, "--lifetime",
                               std::min(kUsualLifetime, config.policy.session_max_lifetime))};
}

Exit mint(const Call& call) {
  const ops::Config config = config_of(call);
  const auto rules = session_rules_of(config);
  const Instant now = SystemClock().now();
  const auto session = session_of(call, config, now);
  const Secret token = value_or_fail(ops::mint_session(session, rules, now));
  const std::string header =
      ops::set_cookie_header(token, rules, config.policy.secure, session.lifetime);
  if (header.size() > ops::kMostCookieBytes) {
    throw Failure(kRefused, "the cookie would be larger than browsers keep; send fewer claims");
  }
  if (!call.json) {
    print_line(token.reveal());
    return kDone;
  }
  Json json = Json::object();
  json.set("token", token.reveal());
  json.set("cookie_name", rules.cookie_name);
  json.set("set_cookie", header);
  json.set("sub", session.sub);
  json.set("sid", session.sid);
  set_time(json, "auth_time", session.auth_time);
  set_time(json, "expires_at", now + session.lifetime);
  print_json(json);
  return kDone;
}

// The token of standard input; a whole Cookie header value of that name will do.
std::string token_of_input(const std::string& cookie_name) {
  std::string text = read_input("-");
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const std::string prefix = cookie_name + "=";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

Exit report_refusal(const Call& call, const host::SessionRefusal& refusal) {
  if (call.json) {
    Json json = Json::object();
    json.set("valid", false);
    json.set("reason", refusal.reason.text());
    json.set("detail", refusal.detail);
    print_json(json);
  }
  std::cerr << "lockspire session inspect: " << refusal.reason.text()
            << (refusal.detail.empty() ? "" : ": ") << refusal.detail << "\n";
  return kFound;
}

Exit inspect(const Call& call) {
  const ops::Config config = config_of(call);
  const auto rules = session_rules_of(config);
  const auto session =
      host::verify_session(token_of_input(rules.cookie_name), rules, SystemClock().now());
  if (!session) return report_refusal(call, session.error());
  if (!call.json) {
    print_fields({{"sub", session->sub.text()},
                  {"sid", session->sid},
                  {"auth_time", time_text(session->auth_time)},
                  {"expires_at", time_text(session->expires_at)},
                  {"acr", session->acr.value_or("")},
                  {"amr", list_text(session->amr)},
                  {"claims", session->claims}});
    return kDone;
  }
  Json json = Json::object();
  json.set("valid", true);
  json.set("sub", session->sub.text());
  json.set("sid", session->sid);
  set_time(json, "auth_time", session->auth_time);
  set_time(json, "expires_at", session->expires_at);
  set_text(json, "acr", session->acr);
  if (!session->amr.empty()) json.set("amr", Json::strings(session->amr));
  if (auto claims = Json::parse(session->claims)) json.set("claims", *std::move(claims));
  print_json(json);
  return kDone;
}

void report_end(const Call& call, const std::string& option, const std::string& id,
                const ops::EndedSessions& ended) {
  if (call.json) {
    Json json = Json::object();
    json.set(option, id);
    json.set("grants_ended", ended.grants_ended);
    set_time(json, "until", ended.until);
    print_json(json);
    return;
  }
  print_line("ended; no cookie of it counts any more; grants ended: " +
             std::to_string(ended.grants_ended));
}

Exit end(const Call& call) {
  const auto sid = call.one("--sid");
  const auto sub = call.one("--sub");
  if (sid.has_value() == sub.has_value()) throw Failure(kUsage, "name one of --sid and --sub");
  const Installation installation(call);
  if (sid) {
    report_end(call, "sid", *sid, value_or_fail(ops::end_session(installation.who(), *sid)));
  } else {
    report_end(call, "sub", *sub,
               value_or_fail(ops::end_sessions_of(installation.who(), Subject(*sub))));
  }
  return kDone;
}

}  // namespace

std::vector<Verb> session_verbs() {
  return {
      {"session",
       "mint",
       "print the cookie value that the host would set",
       {{"--sub", Takes::kOne, "SUB", "account", true},
        {"--sid", Takes::kOne, "SID", "browser session (default: a random one)"},
        {"--auth-time", Takes::kOne, "TIME", "when the person signed in (default: now)"},
        {"--amr", Takes::kMany, "METHOD", "how (RFC 8176), for instance pwd"},
        {"--acr", Takes::kOne, "LEVEL", "level of assurance"},
        {"--claims", Takes::kOne, "FILE", "JSON object of standard claims (-: standard input)"},
        {"--lifetime", Takes::kOne, "DURATION", "default: 15m, or session.max_lifetime if less"}},
       mint},
      {"session",
       "inspect",
       "check the cookie value on standard input and show what it says",
       {},
       inspect},
      {"session",
       "end",
       "end sessions here at once, with what was granted in them",
       {{"--sid", Takes::kOne, "SID", "this browser session"},
        {"--sub", Takes::kOne, "SUB", "all sessions of this account until now"}},
       end},
  };
}

}  // namespace lockspire::cli
