// A throw-away site: the processes behind it, and the words that its supervisor and the verbs of
// tools/stack exchange through a socket in its folder.
#pragma once

#include <map>
#include <string>

#include "programs/fd.h"
#include "tools/site/layout.h"
#include "tools/site/listeners.h"
#include "tools/site/site_config.h"

namespace lockspire::site {

struct Site {
  Layout layout;
  SiteConfig config;
  Ports ports;
  int host_port = 0;
  bool host_port_is_fixed = false;
};

// Starts everything and waits until every endpoint answers, writes "ok" or what went wrong to
// `report` and closes it, and then supervises until SIGTERM. Everything is stopped when it returns.
void supervise(Site& site, programs::Fd report);

// The JSON of contract.md section 2.
std::string describe(const Site& site, const std::map<std::string, pid_t>& pids);

struct Reply {
  int exit_status = 0;
  std::string text;
};

// Sends a command ("info", "restart" or "restart NAME") to the supervisor of a site that is up.
// Throws SiteError when it does not answer.
Reply ask(const Layout& layout, const std::string& command);

}  // namespace lockspire::site
