// The one way in which findings are shown.
#pragma once

#include "base/json.h"
#include "ops/finding.h"
#include "tools/lockspire/command.h"

namespace lockspire::cli {

// `OK|WARN|ERROR summary`, the detail and `fix: ...` indented below it, and the counts at the end;
// with --json one document: ok, counts, findings. kFound when one is an error.
Exit report_findings(const Call& call, const ops::Findings& findings);

// The array of the document.
Json json_of_findings(const ops::Findings& findings);

}  // namespace lockspire::cli
