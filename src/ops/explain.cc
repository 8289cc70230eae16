#include "ops/explain.h"

#include <algorithm>
#include <utility>

namespace lockspire::ops {
namespace {

std::string words_for(const Explanation* explanation, const store::Refusal& refusal) {
  if (explanation == nullptr) return {};
  std::string remedy(explanation->remedy);
  if (!refusal.client_id) return remedy;
  constexpr std::string_view kPlace = " ID";
  const std::string& id = refusal.client_id->text();
  auto at = remedy.find(kPlace);
  while (at != std::string::npos) {
    const auto end = at + kPlace.size();
    const bool is_word = end == remedy.size() || remedy[end] == ' ';
    if (is_word) remedy.replace(at + 1, kPlace.size() - 1, id);
    at = remedy.find(kPlace, is_word ? at + 1 + id.size() : end);
  }
  return remedy;
}

ExplainedRefusal explained(store::Refusal refusal) {
  const Explanation* const explanation = find_explanation(refusal.reason);
  std::string remedy = words_for(explanation, refusal);
  return {std::move(refusal), explanation, std::move(remedy)};
}

}  // namespace

Outcome<ExplainedRequest> explain(const Operator& who, const RequestId& request_id) {
  ExplainedRequest request{.refusals = {}, .events = {}, .now = who.clock.now()};
  who.store.read([&](store::Reader& db) {
    for (store::Refusal& refusal : store::find_refusals(db, request_id)) {
      request.refusals.push_back(explained(std::move(refusal)));
    }
    request.events = store::find_audit_events(db, request_id);
    return true;
  });
  if (request.refusals.empty() && request.events.empty()) {
    return not_found("nothing is recorded of request " + request_id.text() +
                     "; the last 10000 refusals are kept, and what nginx answers itself stands in "
                     "its access log only");
  }
  return request;
}

Finding finding_of(const ExplainedRefusal& explained) {
  const store::Refusal& refusal = explained.refusal;
  const std::string came = refusal.detail ? "came: " + *refusal.detail : "";
  if (explained.explanation == nullptr) {
    return error(refusal.reason, "refused for a reason that this version does not know", came,
                 "lockspire upgrade");
  }
  const Explanation& known = *explained.explanation;
  std::string detail = "expected: " + std::string(known.expected);
  if (!came.empty()) detail += "\n" + came;
  return error(refusal.reason, std::string(known.rule), std::move(detail), explained.remedy);
}

}  // namespace lockspire::ops
