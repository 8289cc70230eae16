// What `lockspire doctor` looks at beyond the checks that it shares with verify.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ops/config.h"
#include "ops/finding.h"
#include "ops/verify/file_facts.h"
#include "store/refusals.h"
#include "store/statistics.h"
#include "store/store.h"

namespace lockspire::ops {

// Quickly first; the whole only when nothing is found then, and `full`.
Findings check_integrity(store::Store& store, bool full);

// Sizes, and rows that should have gone.
Findings check_rows(const store::DatabaseSize& size, const std::vector<store::TableRows>& expired);

// One line of what was refused in the last day. Nothing of it is a fault by itself.
Findings check_refusals(const std::vector<store::RefusalCount>& refusals);

// The database and what SQLite keeps beside it: of one owner, and nobody else's business.
Findings check_database_files(const std::vector<FileFacts>& files);
std::vector<FileFacts> look_at_database(const std::string& database);

struct SocketFacts {
  std::string program;
  FileFacts file;
  bool is_socket = false;
};
// `group` is that of nginx, where it is known.
Findings check_sockets(const std::vector<SocketFacts>& sockets, const std::string& group);
std::vector<SocketFacts> look_at_sockets(const std::string& folder,
                                         const std::vector<std::string>& programs);

}  // namespace lockspire::ops
