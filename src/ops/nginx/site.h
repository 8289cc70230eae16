// What an nginx configuration means: servers, their locations with what they inherit, upstreams,
// variables and log formats.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ops/nginx/syntax.h"

namespace lockspire::ops::nginx {

// The block of a location or server and those around it, the innermost first.
using Levels = std::vector<const Directives*>;

// Directives of an inner level replace all of that name of the outer ones: what nginx does with
// add_header, fastcgi_param, proxy_set_header, access_log, limit_req and with single values alike.
std::vector<const Directive*> effective(const Levels& levels, std::string_view name);
// The last of them; nullptr for none.
const Directive* last_effective(const Levels& levels, std::string_view name);
// The first argument of the last of them.
std::string effective_value(const Levels& levels, std::string_view name, std::string_view standard);

enum class Match { kExact, kPrefix, kFirmPrefix, kRegex, kNamed };

struct Location {
  Match match = Match::kPrefix;
  std::string path;
  const Directive* block = nullptr;
  Levels levels;
  // proxy_pass, fastcgi_pass and the like in it, those in its `if` blocks too.
  std::vector<const Directive*> passes;

  [[nodiscard]] bool is_named() const { return match == Match::kNamed; }
  // `location = /x (file:12)`
  [[nodiscard]] std::string name() const;
};

struct Listen {
  std::string address = "*";  // `unix:...` for a socket, which has no port
  std::string port = "80";
  bool ssl = false;
  bool is_default = false;
};

struct Server {
  const Directive* block = nullptr;
  Levels levels;
  std::vector<std::string> names;
  std::vector<Listen> listens;
  std::vector<Location> locations;  // those inside others too
};

// How well a server_name matches a host: 0 not at all, more is better. Regular expressions do not.
int name_match(const Server& server, std::string_view host);

// Which location of the server takes the path, regular expressions apart; nullptr for none.
const Location* choose_location(const Server& server, std::string_view path);

// Whether nginx tries regular expressions before it takes this location.
bool may_be_overtaken(const Server& server, const Location& location);

class Site {
 public:
  explicit Site(Directives configuration);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // The http block and what is outside of it; the innermost first.
  [[nodiscard]] const Levels& http() const { return http_; }
  [[nodiscard]] const std::vector<Server>& servers() const { return servers_; }

  // Where a *_pass leads: the addresses of the upstream of that name, else the address itself,
  // scheme and path apart.
  [[nodiscard]] std::vector<std::string> addresses_of(const Directive& pass) const;

  // The words of a log format; nullptr when there is none of that name.
  [[nodiscard]] const std::string* log_format(std::string_view name) const;
  [[nodiscard]] bool has_limit_zone(std::string_view name) const;

  // Every variable that the text reads, with what `map` and `set` make these of; without the $.
  [[nodiscard]] std::set<std::string> variables_in(std::string_view text) const;

  // The variable that lets a client write into the text: a header, cookie or argument.
  [[nodiscard]] std::optional<std::string> is_from_client(std::string_view text) const;

  // What the location, or the server around it, sets the variable to.
  [[nodiscard]] static const Directive* find_set(const Levels& levels, std::string_view variable);

 private:
  void read_http(const Directives& http);
  void read_server(const Directive& block);
  void read_sets(const Directives& level);

  Directives root_;
  Levels http_;
  std::vector<Server> servers_;
  std::map<std::string, std::vector<std::string>, std::less<>> upstreams_;
  std::map<std::string, std::string, std::less<>> log_formats_;
  std::set<std::string, std::less<>> limit_zones_;
  // A variable, and the texts that it is made from.
  std::map<std::string, std::vector<std::string>, std::less<>> made_from_;
};

}  // namespace lockspire::ops::nginx
