#include "ops/nginx/site.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockspire::ops::nginx {
namespace {

constexpr std::array<std::string_view, 6> kPasses{"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                                  "scgi_pass",  "grpc_pass",    "memcached_pass"};

// Blocks inside a location that are no locations of their own.
bool belongs_to_location(const Directive& directive) {
  return directive.name == "if" || directive.name == "limit_except";
}

void collect_passes(const Directives& level, std::vector<const Directive*>& out) {
  for (const Directive& directive : level) {
    if (std::ranges::find(kPasses, directive.name) != kPasses.end()) out.push_back(&directive);
    if (belongs_to_location(directive)) collect_passes(directive.block, out);
  }
}

Levels inside(const Directive& block, const Levels& around) {
  Levels levels{&block.block};
  levels.insert(levels.end(), around.begin(), around.end());
  return levels;
}

Location location_of(const Directive& block, const Levels& around) {
  Location location;
  location.block = &block;
  location.levels = inside(block, around);
  const std::string_view first = block.arg(0);
  location.path = block.args.size() > 1 ? block.args[1] : std::string(first);
  // nginx takes `location =/x` and `location ~\.php$` too.
  const auto glued = [&](std::string_view mark) {
    const bool is = block.args.size() == 1 && first.starts_with(mark);
    if (is) location.path.erase(0, mark.size());
    return is || (block.args.size() > 1 && first == mark);
  };
  if (first.starts_with('@')) {
    location.match = Match::kNamed;
  } else if (glued("=")) {
    location.match = Match::kExact;
  } else if (glued("^~")) {
    location.match = Match::kFirmPrefix;
  } else if (glued("~*") || glued("~")) {
    location.match = Match::kRegex;
  }
  collect_passes(block.block, location.passes);
  return location;
}

void collect_locations(const Directives& level, const Levels& around, std::vector<Location>& out) {
  for (const Directive& directive : level) {
    if (directive.name != "location") continue;
    out.push_back(location_of(directive, around));
    const Levels levels = out.back().levels;
    collect_locations(directive.block, levels, out);
  }
}

Listen listen_of(const Directive& directive) {
  Listen listen;
  const std::string_view address = directive.arg(0);
  const auto colon = address.rfind(':');
  const bool has_port = colon != std::string_view::npos && !address.ends_with(']');
  if (address.starts_with("unix:")) {
    listen = {.address = std::string(address), .port = ""};
  } else if (has_port) {
    listen.address = address.substr(0, colon);
    listen.port = address.substr(colon + 1);
  } else if (address.find_first_not_of("0123456789") == std::string_view::npos) {
    listen.port = address;
  } else {
    listen.address = address;
  }
  const auto has = [&](std::string_view word) {
    return std::ranges::find(directive.args, word) != directive.args.end();
  };
  listen.ssl = has("ssl") || has("quic");
  listen.is_default = has("default_server") || has("default");
  return listen;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The names after each $, in braces or not.
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '{') ++begin;
    std::size_t end = begin;
    while (end < text.size() && is_name_character(text[end])) ++end;
    if (end > begin) names.emplace_back(text.substr(begin, end - begin));
  }
  return names;
}

// What a client writes as it likes. Forwarded addresses are among the headers.
bool is_client_variable(std::string_view name) {
  return name.starts_with("http_") || name.starts_with("cookie_") || name.starts_with("arg_") ||
         name.starts_with("sent_http_") || name == "args" || name == "query_string" ||
         name == "request_body" || name == "proxy_add_x_forwarded_for" || name == "remote_user" ||
         name == "content_type";
}

std::string joined(const std::vector<std::string>& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) out += words[i];
  return out;
}

}  // namespace

Site::Site(Directives configuration) : root_(std::move(configuration)) {
  http_ = {&root_};
  for (const Directive& directive : root_) {
    if (directive.name != "http") continue;
    http_ = {&directive.block, &root_};
    read_http(directive.block);
    read_sets(directive.block);
  }
}

void Site::read_http(const Directives& http) {
  for (const Directive& directive : http) {
    const std::string name(directive.arg(0));
    if (directive.name == "server") read_server(directive);
    if (directive.name == "limit_req_zone") {
      for (const std::string& arg : directive.args) {
        if (!arg.starts_with("zone=")) continue;
        limit_zones_.insert(arg.substr(5, arg.find(':') - 5));
      }
    }
    if (directive.name == "log_format") {
      const bool escaped = directive.arg(1).starts_with("escape=");
      log_formats_[name] = joined(directive.args, escaped ? 2 : 1);
    }
    if (directive.name == "upstream") {
      for (const Directive& line : directive.block) {
        if (line.name == "server") upstreams_[name].emplace_back(line.arg(0));
      }
    }
  }
}

void Site::read_server(const Directive& block) {
  Server server;
  server.block = &block;
  server.levels = inside(block, http_);
  for (const Directive& directive : block.block) {
    if (directive.name == "listen") server.listens.push_back(listen_of(directive));
    if (directive.name == "server_name") {
      server.names.insert(server.names.end(), directive.args.begin(), directive.args.end());
    }
  }
  if (server.listens.empty()) server.listens.emplace_back();
  collect_locations(block.block, server.levels, server.locations);
  servers_.push_back(std::move(server));
}

void Site::read_sets(const Directives& level) {
  for (const Directive& directive : level) {
    const auto remember = [&](std::string_view variable, std::string_view text) {
      if (variable.starts_with('$')) {
        made_from_[std::string(variable.substr(1))].emplace_back(text);
      }
    };
    if (directive.name == "set" || directive.name == "auth_request_set") {
      remember(directive.arg(0), directive.name == "set" ? directive.arg(1) : "");
    }
    const bool maps =
        directive.name == "map" || directive.name == "geo" || directive.name == "split_clients";
    if (maps && directive.args.size() >= 2) {
      remember(directive.arg(1), directive.arg(0));
      for (const Directive& line : directive.block) {
        if (directive.name == "map") remember(directive.arg(1), line.arg(0));
      }
    }
    if (directive.has_block && !maps) read_sets(directive.block);
  }
}

std::vector<std::string> Site::addresses_of(const Directive& pass) const {
  std::string_view target = pass.arg(0);
  const auto scheme = target.find("://");
  if (scheme != std::string_view::npos) target.remove_prefix(scheme + 3);
  if (!target.starts_with("unix:")) target = target.substr(0, target.find('/'));
  const auto upstream = upstreams_.find(target);
  if (upstream != upstreams_.end()) return upstream->second;
  return {std::string(target)};
}

const std::string* Site::log_format(std::string_view name) const {
  const auto found = log_formats_.find(name);
  return found == log_formats_.end() ? nullptr : &found->second;
}

bool Site::has_limit_zone(std::string_view name) const {
  return limit_zones_.contains(name);
}

std::set<std::string> Site::variables_in(std::string_view text) const {
  std::set<std::string> all;
  std::vector<std::string> waiting = names_in(text);
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    if (!all.insert(name).second) continue;
    const auto made = made_from_.find(name);
    if (made == made_from_.end()) continue;
    for (const std::string& source : made->second) {
      for (std::string& more : names_in(source)) waiting.push_back(std::move(more));
    }
  }
  return all;
}

std::optional<std::string> Site::is_from_client(std::string_view text) const {
  for (const std::string& name : variables_in(text)) {
    if (is_client_variable(name)) return "$" + name;
  }
  return std::nullopt;
}

const Directive* Site::find_set(const Levels& levels, std::string_view variable) {
  for (const Directives* level : levels) {
    for (const Directive& directive : *level) {
      const bool sets = directive.name == "set" && directive.arg(0).starts_with('$');
      if (sets && directive.arg(0).substr(1) == variable) return &directive;
    }
  }
  return nullptr;
}

}  // namespace lockspire::ops::nginx
