// Whether a site answers, asked from outside: over HTTP, through nginx.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lockspire::site {

struct Endpoint {
  std::string program;
  std::string path;
};

// The status of GET path on 127.0.0.1:port; 0 when there is no answer in two seconds.
int http_status(int port, const std::string& path);

// Waits until each endpoint is there and not failing (a 400 or 405 is an answer, a 404 or 502 is
// none). Returns those that are not by then.
std::vector<Endpoint> wait_for_endpoints(int port, const std::vector<Endpoint>& endpoints,
                                         std::chrono::seconds limit);

// Every endpoint of contract.md section 3 below the mount, and the host's front page.
std::vector<Endpoint> endpoints_of(const std::string& mount);

}  // namespace lockspire::site
