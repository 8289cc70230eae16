// The operator's verbs about the database as a whole.
#pragma once

#include <string>
#include <vector>

#include "ops/operator.h"
#include "store/prune.h"

namespace lockspire::ops {

// Deletes everything that has expired, in transactions of bounded size, so that programs go on
// writing.
store::PruneResult prune(const Operator& who);

// Writes down who migrated, and what.
void record_migration(const Operator& who, const std::vector<std::string>& names);

// Refused when the file exists.
Outcome<std::string> back_up(const std::string& database, const std::string& target);

}  // namespace lockspire::ops
