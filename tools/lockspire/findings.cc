#include "tools/lockspire/findings.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

using ops::Finding;
using ops::Severity;

// What a file or a peer said must not steer the terminal.
std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  return text;
}

// Every line below the first, and the first too, stands under the summary.
void print_indented(std::string_view label, std::string_view lines) {
  std::string lead = "  " + std::string(label);
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    print_line(lead + printable(std::string(lines.substr(0, end))));
    lead = std::string(lead.size(), ' ');
    lines = end == std::string_view::npos ? "" : lines.substr(end + 1);
  }
}

std::string count_text(const ops::Findings& findings, Severity severity) {
  return std::to_string(ops::count_of(findings, severity)) + " " +
         std::string(ops::severity_name(severity));
}

std::int64_t number_of(const ops::Findings& findings, Severity severity) {
  return static_cast<std::int64_t>(ops::count_of(findings, severity));
}

}  // namespace

Json json_of_findings(const ops::Findings& findings) {
  Json items = Json::array();
  for (const Finding& finding : findings) {
    Json item = Json::object();
    item.set("code", finding.code).set("severity", ops::severity_name(finding.severity));
    item.set("summary", finding.summary);
    item.set("detail", finding.detail).set("fix", finding.fix);
    items.add(std::move(item));
  }
  return items;
}

Exit report_findings(const Call& call, const ops::Findings& findings) {
  const bool good = ops::count_of(findings, Severity::kError) == 0;
  if (call.json) {
    Json json = Json::object();
    json.set("ok", good);
    json.set("errors", number_of(findings, Severity::kError));
    json.set("warnings", number_of(findings, Severity::kWarn));
    json.set("findings", json_of_findings(findings));
    print_json(json);
    return good ? kDone : kFound;
  }
  for (const Finding& finding : findings) {
    print_line(std::string(ops::severity_name(finding.severity)) + " " +
               printable(finding.summary));
    print_indented("", finding.detail);
    print_indented("fix: ", finding.fix);
  }
  print_line("");
  print_line(count_text(findings, Severity::kOk) + ", " + count_text(findings, Severity::kWarn) +
             ", " + count_text(findings, Severity::kError));
  return good ? kDone : kFound;
}

}  // namespace lockspire::cli
