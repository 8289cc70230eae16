// lockspire explain, metrics: what the server did and why.
#include "ops/explain.h"

#include <cstdio>
#include <utility>

#include "protocol/metrics.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/findings.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

template <typename Name>
std::optional<std::string> text_of(const std::optional<Name>& name) {
  if (!name) return std::nullopt;
  return name->text();
}

std::string ago(Instant at, Instant now) {
  return time_text(now) + ", " + std::to_string((now - at).count()) + " s later";
}

Json json_of(const ops::ExplainedRefusal& explained, Instant now) {
  const store::Refusal& refusal = explained.refusal;
  Json json = Json::object();
  json.set("event", refusal.event);
  set_time(json, "at", refusal.at);
  json.set("age", std::int64_t{(now - refusal.at).count()});
  if (!refusal.error.empty()) json.set("error", refusal.error);
  json.set("reason", refusal.reason);
  set_text(json, "client_id", text_of(refusal.client_id));
  set_text(json, "remote", refusal.remote);
  set_text(json, "detail", refusal.detail);
  if (explained.explanation == nullptr) return json;
  json.set("rule", explained.explanation->rule);
  json.set("clause", explained.explanation->clause);
  json.set("expected", explained.explanation->expected);
  json.set("remedy", explained.remedy);
  return json;
}

Json json_of(const store::AuditEvent& event) {
  Json json = Json::object();
  set_time(json, "at", event.at);
  json.set("event", event.event);
  json.set("outcome", event.outcome);
  set_text(json, "reason", event.reason);
  json.set("actor", event.actor);
  set_text(json, "client_id", text_of(event.client_id));
  set_text(json, "grant_id", text_of(event.grant_id));
  set_text(json, "detail", event.detail);
  return json;
}

Json json_of(const std::string& request_id, const ops::ExplainedRequest& request) {
  Json refusals = Json::array();
  for (const auto& refusal : request.refusals) refusals.add(json_of(refusal, request.now));
  Json events = Json::array();
  for (const auto& event : request.events) events.add(json_of(event));
  Json json = Json::object();
  json.set("request_id", request_id);
  set_time(json, "now", request.now);
  ops::Findings findings;
  for (const auto& refusal : request.refusals) findings.push_back(ops::finding_of(refusal));
  json.set("refusals", std::move(refusals)).set("findings", json_of_findings(findings));
  json.set("events", std::move(events));
  return json;
}

void print_refusal(const ops::ExplainedRefusal& explained, Instant now) {
  const store::Refusal& refusal = explained.refusal;
  const Explanation none{};
  const Explanation& known = explained.explanation == nullptr ? none : *explained.explanation;
  print_fields({{"event", refusal.event},
                {"error", refusal.error},
                {"reason", refusal.reason},
                {"rule", std::string(known.rule)},
                {"clause", std::string(known.clause)},
                {"expected", std::string(known.expected)},
                {"came", refusal.detail.value_or("")},
                {"client", text_of(refusal.client_id).value_or("")},
                {"from", refusal.remote.value_or("")},
                {"server clock", time_text(refusal.at)},
                {"now", ago(refusal.at, now)},
                {"what changes it", explained.remedy}});
}

void print_event(const store::AuditEvent& event) {
  print_fields({{"event", event.event},
                {"outcome", event.outcome},
                {"reason", event.reason.value_or("")},
                {"actor", event.actor},
                {"client", text_of(event.client_id).value_or("")},
                {"grant", text_of(event.grant_id).value_or("")},
                {"detail", event.detail.value_or("")},
                {"server clock", time_text(event.at)}});
}

// For the guard, which writes nothing but its log.
Exit explain_reason(const Call& call, const std::string& reason) {
  const Explanation* known = find_explanation(reason);
  if (known == nullptr) throw Failure(kNotFound, "no refusal has the reason " + reason);
  const std::vector<std::pair<std::string, std::string>> fields{
      {"reason", reason},
      {"rule", std::string(known->rule)},
      {"clause", std::string(known->clause)},
      {"expected", std::string(known->expected)},
      {"remedy", std::string(known->remedy)}};
  if (!call.json) {
    print_fields(fields);
    return kDone;
  }
  Json json = Json::object();
  for (const auto& [name, value] : fields) json.set(name, value);
  print_json(json);
  return kDone;
}

Exit explain(const Call& call) {
  const std::string request_id = call.one("REQUEST-ID").value_or("");
  if (request_id.find('.') != std::string::npos) return explain_reason(call, request_id);
  const Installation installation(call);
  const auto request = value_or_fail(ops::explain(installation.who(), RequestId(request_id)));
  if (call.json) {
    print_json(json_of(request_id, request));
    return kDone;
  }
  bool first = true;
  const auto separate = [&first] {
    if (!first) print_line("");
    first = false;
  };
  for (const auto& refusal : request.refusals) {
    separate();
    print_refusal(refusal, request.now);
  }
  for (const auto& event : request.events) {
    separate();
    print_event(event);
  }
  return kDone;
}

Exit metrics(const Call& call) {
  const Installation installation(call);
  const std::string text =
      installation.who().store.read([](store::Reader& db) { return metrics_text(db); });
  if (!call.json) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kDone;
  }
  Json json = Json::object();
  json.set("content_type", kMetricsType).set("text", text);
  print_json(json);
  return kDone;
}

}  // namespace

std::vector<Verb> explain_verbs() {
  return {
      {"explain",
       "",
       "why a request was refused, and what would change it",
       {{"REQUEST-ID", Takes::kOne, "REQUEST-ID",
         "X-Request-Id of the answer, the reference of an error page, rid in a log; or the reason "
         "that a log line gives",
         true}},
       explain},
      {"metrics", "", "what the programs counted, as Prometheus text", {}, metrics},
  };
}

}  // namespace lockspire::cli
