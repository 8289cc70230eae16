// Fills in the shipped nginx files.
#pragma once

#include <string>
#include <vector>

#include "tools/site/layout.h"

namespace lockspire::site {

struct NginxSite {
  std::string mount;  // the issuer's path
  int port = 0;
  bool with_ipv6 = false;
  int host_port = 0;
};

// Writes the snippets and nginx.conf below run/ and returns the command that runs nginx with them.
// Rate limits are left out: tests and benchmarks ask as fast as they can. Throws SiteError.
std::vector<std::string> write_nginx_files(const Layout& layout, const NginxSite& site);

}  // namespace lockspire::site
