// The files that installations are made from: the installed share folder, or a checkout.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lockspire::ops {

struct Share {
  std::string dir;              // templates/, schema/, nginx/, systemd/
  std::string programs;         // the folder of lockspire-token and the others
  bool packaged_units = false;  // a package brought the units of an installation at `/`
};

// Beside the program at `program` (bin/../share/lockspire, or the checkout that it was built in),
// unless `dir` names the folder. nullopt when there is nothing of the kind.
std::optional<Share> find_share(const std::string& program, const std::string& dir);

// One of the files, by its path below the folder. Throws std::runtime_error naming it.
std::string read_shipped(const Share& share, const std::string& name);

// The example configuration, which stands beside the operator's command in a checkout.
std::string read_example_config(const Share& share);

// The programs that nginx passes requests to: the upstreams of the shipped snippet.
std::vector<std::string> shipped_programs(const Share& share);

}  // namespace lockspire::ops
