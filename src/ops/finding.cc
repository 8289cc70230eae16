#include "ops/finding.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockspire::ops {

Finding ok(std::string code, std::string summary, std::string detail) {
  return {.code = std::move(code),
          .severity = Severity::kOk,
          .summary = std::move(summary),
          .detail = std::move(detail)};
}

Finding warning(std::string code, std::string summary, std::string detail, std::string fix) {
  return {.code = std::move(code),
          .severity = Severity::kWarn,
          .summary = std::move(summary),
          .detail = std::move(detail),
          .fix = std::move(fix)};
}

Finding error(std::string code, std::string summary, std::string detail, std::string fix) {
  return {.code = std::move(code),
          .severity = Severity::kError,
          .summary = std::move(summary),
          .detail = std::move(detail),
          .fix = std::move(fix)};
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "OK";
    case Severity::kWarn:
      return "WARN";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

std::size_t count_of(std::span<const Finding> findings, Severity severity) {
  return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

void add_findings(Findings& all, Findings more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace lockspire::ops
