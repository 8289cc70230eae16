// The verbs of tools/stack (contract.md section 2). Each throws SiteError when it cannot be done.
#pragma once

#include <string>

#include "tools/site/layout.h"

namespace lockspire::site {

struct UpOptions {
  int port = 0;       // 0: the one it had before when that is free, else any free one
  int host_port = 0;  // the same
  std::string extra;  // EXTRA.toml; empty: none
};

// Prints the site's JSON when every endpoint answers.
void up(const Layout& layout, const UpOptions& options);
void info(const Layout& layout);
void restart(const Layout& layout, const std::string& program);  // empty: all of Lockspire's
void down(const Layout& layout);

}  // namespace lockspire::site
