// What a check found, in words that a test can compare.
#pragma once

#include <string>

#include <boost/test/unit_test.hpp>

#include "ops/finding.h"

namespace lockspire::ops {

// "ERROR code, WARN code": all that is not well, each with its fix. Empty when all is well.
inline std::string words(const Findings& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kOk) continue;
    BOOST_TEST(!finding.fix.empty(), finding.code);
    out += (out.empty() ? "" : ", ") + std::string(severity_name(finding.severity)) + " " +
           finding.code;
  }
  return out;
}

}  // namespace lockspire::ops
