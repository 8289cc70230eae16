// What a check found: the one record of verify, doctor and explain.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockspire::ops {

enum class Severity {
  kOk,
  kWarn,   // works today, and should not stay so
  kError,  // broken, or open to somebody
};

struct Finding {
  // Stable, for scripts: `nginx.location_missing`.
  std::string code;
  Severity severity = Severity::kOk;
  std::string summary;   // one line
  std::string detail{};  // the evidence, never a secret; lines
  std::string fix{};     // what to type or to write; lines. Not empty for an error
};

using Findings = std::vector<Finding>;

Finding ok(std::string code, std::string summary, std::string detail = "");
Finding warning(std::string code, std::string summary, std::string detail, std::string fix);
Finding error(std::string code, std::string summary, std::string detail, std::string fix);

// `OK`, `WARN`, `ERROR`.
std::string_view severity_name(Severity severity);

std::size_t count_of(std::span<const Finding> findings, Severity severity);

// Moves the findings to the end of the others.
void add_findings(Findings& all, Findings more);

}  // namespace lockspire::ops
