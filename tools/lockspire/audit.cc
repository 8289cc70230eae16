// lockspire audit: who did what, and when.
#include "ops/audit.h"

#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

constexpr int kUsualLimit = 100;

template <typename Name>
std::optional<std::string> text_of(const std::optional<Name>& name) {
  if (!name) return std::nullopt;
  return name->text();
}

Json json_of(const store::AuditEvent& event) {
  Json json = Json::object();
  json.set("event_id", event.event_id.text());
  set_time(json, "at", event.at);
  json.set("event", event.event);
  json.set("outcome", event.outcome);
  set_text(json, "reason", event.reason);
  json.set("actor", event.actor);
  set_text(json, "client_id", text_of(event.client_id));
  set_text(json, "sub", text_of(event.sub));
  set_text(json, "grant_id", text_of(event.grant_id));
  set_text(json, "request_id", text_of(event.request_id));
  set_text(json, "detail", event.detail);
  return json;
}

Exit list(const Call& call) {
  store::AuditFilter filter{.since = point_in_time(call, "--since", SystemClock().now()),
                            .client_id = std::nullopt,
                            .event = call.one("--event"),
                            .limit = positive_number(call, "--limit", kUsualLimit)};
  if (const auto id = call.one("--client")) filter.client_id = ClientId(*id);
  const Installation installation(call);
  const auto events = ops::list_audit_events(installation.who(), filter);
  if (call.json) {
    Json json = Json::array();
    for (const auto& event : events) json.add(json_of(event));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(events.size());
  for (const auto& event : events) {
    rows.push_back({time_text(event.at), event.event, event.outcome, event.actor,
                    text_of(event.client_id).value_or(""), text_of(event.sub).value_or(""),
                    event.reason.value_or(event.detail.value_or(""))});
  }
  print_table({"AT", "EVENT", "OUTCOME", "ACTOR", "CLIENT_ID", "SUB", "DETAIL"}, rows);
  return kDone;
}

}  // namespace

std::vector<Verb> audit_verbs() {
  return {
      {"audit",
       "list",
       "events, the newest first",
       {{"--since", Takes::kOne, "TIME",
         "not older: a time in UTC, or a span before now such as 2h"},
        {"--client", Takes::kOne, "ID", "about this client"},
        {"--event", Takes::kOne, "NAME", "client.created, or all of a noun: client"},
        {"--limit", Takes::kOne, "N", "at most so many (default: 100)"}},
       list},
  };
}

}  // namespace lockspire::cli
