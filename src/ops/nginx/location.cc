#include <algorithm>
#include <array>

#include "ops/nginx/site.h"

namespace lockspire::ops::nginx {
namespace {

// Which of two locations that both match takes the request: `=`, else the longer one.
bool is_better(const Location& one, const Location* other) {
  if (other == nullptr) return true;
  if (other->match == Match::kExact) return false;
  return one.match == Match::kExact || one.path.size() > other->path.size();
}

bool takes(const Location& location, std::string_view path) {
  switch (location.match) {
    case Match::kExact:
      return path == location.path;
    case Match::kPrefix:
    case Match::kFirmPrefix:
      return path.starts_with(location.path);
    case Match::kRegex:
    case Match::kNamed:
      return false;
  }
  return false;
}

std::string_view modifier_of(Match match) {
  constexpr std::array<std::string_view, 5> kModifiers{"= ", "", "^~ ", "~ ", ""};
  return kModifiers.at(static_cast<std::size_t>(match));
}

bool is_regex(const Location& location) {
  return location.match == Match::kRegex;
}

}  // namespace

std::vector<const Directive*> effective(const Levels& levels, std::string_view name) {
  std::vector<const Directive*> out;
  for (const Directives* level : levels) {
    for (const Directive& directive : *level) {
      if (directive.name == name) out.push_back(&directive);
    }
    if (!out.empty()) return out;
  }
  return out;
}

const Directive* last_effective(const Levels& levels, std::string_view name) {
  const auto found = effective(levels, name);
  return found.empty() ? nullptr : found.back();
}

std::string effective_value(const Levels& levels, std::string_view name,
                            std::string_view standard) {
  const Directive* found = last_effective(levels, name);
  return std::string(found == nullptr ? standard : found->arg(0));
}

std::string Location::name() const {
  return "location " + std::string(modifier_of(match)) + path + " (" + block->place() + ")";
}

const Location* choose_location(const Server& server, std::string_view path) {
  const Location* best = nullptr;
  for (const Location& location : server.locations) {
    if (takes(location, path) && is_better(location, best)) best = &location;
  }
  return best;
}

bool may_be_overtaken(const Server& server, const Location& location) {
  return location.match == Match::kPrefix && std::ranges::any_of(server.locations, is_regex);
}

int name_match(const Server& server, std::string_view host) {
  int best = 0;
  for (const std::string& name : server.names) {
    const std::string_view text = name;
    if (text == host) return 3;
    const bool dot = text.starts_with('.') && (host == text.substr(1) || host.ends_with(text));
    const bool star = text.starts_with("*.") && host.ends_with(text.substr(1));
    if (dot || star) best = std::max(best, 2);
    if (text.ends_with(".*") && host.starts_with(text.substr(0, text.size() - 1))) {
      best = std::max(best, 1);
    }
  }
  return best;
}

}  // namespace lockspire::ops::nginx
