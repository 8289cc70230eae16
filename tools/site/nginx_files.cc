#include "tools/site/nginx_files.h"

#include <array>
#include <map>
#include <sstream>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 6> kSnippets{
    "lockspire-http.conf", "lockspire-params.conf", "lockspire-server.conf",
    "guard.conf",          "guard-route.conf",      "guard-open.conf"};

bool is_placeholder_character(char c) {
  return (c >= 'A' && c <= 'Z') || c == '_';
}

// The end of `@NAME@` at `at`, or `at` when there is no placeholder (`@named_location`).
std::size_t placeholder_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_placeholder_character(text[end])) ++end;
  const bool closed = end > at + 1 && end < text.size() && text[end] == '@';
  return closed ? end + 1 : at;
}

std::string fill_in(std::string_view text, const Values& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '@' ? placeholder_end(text, at) : at;
    if (end == at) {
      out += text[at++];
      continue;
    }
    const std::string_view name = text.substr(at + 1, end - at - 2);
    const auto value = values.find(name);
    if (value == values.end()) {
      throw SiteError(kInternal, "nginx: no value for @" + std::string(name) + "@");
    }
    out += value->second;
    at = end;
  }
  return out;
}

std::string without_rate_limits(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(' ');
    const bool limits = first != std::string::npos && line.compare(first, 9, "limit_req") == 0;
    if (!limits) out += line + "\n";
  }
  return out;
}

std::string listen_lines(const NginxSite& site) {
  const std::string port = std::to_string(site.port);
  std::string out = "        listen 127.0.0.1:" + port + ";";
  if (site.with_ipv6) out += "\n        listen [::1]:" + port + ";";
  return out;
}

std::string nginx_program() {
  constexpr const char* kUsual = "/usr/sbin/nginx";
  return ::access(kUsual, X_OK) == 0 ? kUsual : "nginx";
}

}  // namespace

std::vector<std::string> write_nginx_files(const Layout& layout, const NginxSite& site) {
  const std::string snippets = layout.run("nginx");
  ::mkdir(snippets.c_str(), 0750);
  const Values values{
      {"MOUNT", site.mount},
      {"RUN_DIR", layout.run()},
      {"ASSETS_DIR", layout.source + "/templates/assets"},
      {"SNIPPETS", snippets},
      {"ACCESS_LOG", layout.log("access")},
      {"LOGS", layout.logs()},
      {"HOST_PORT", std::to_string(site.host_port)},
      {"LISTEN", listen_lines(site)},
      // Started by root, nginx would give its workers to a user who cannot enter our folder.
      {"USER", ::geteuid() == 0 ? "user root;" : ""},
  };
  for (const std::string_view name : kSnippets) {
    const std::string shipped = read_file(layout.source + "/nginx/" + std::string(name));
    write_file(snippets + "/" + std::string(name), fill_in(without_rate_limits(shipped), values));
  }
  const std::string conf = layout.dir + "/nginx.conf";
  write_file(conf, fill_in(read_file(layout.source + "/tools/site/nginx.conf"), values));
  return {nginx_program(), "-p", layout.dir, "-c", conf, "-e", layout.log("nginx")};
}

}  // namespace lockspire::site
