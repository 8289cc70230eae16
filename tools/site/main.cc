// lockspire-site: what tools/stack runs. Usage: see tools/stack.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <linux/close_range.h>
#include <unistd.h>

#include "tools/site/site_error.h"
#include "tools/site/verbs.h"

namespace lockspire::site {
namespace {

constexpr const char* kUsageText =
    "usage: tools/stack up DIR [--port N] [--config EXTRA.toml] [--host-port N]\n"
    "       tools/stack info DIR\n"
    "       tools/stack restart DIR [PROGRAM]\n"
    "       tools/stack down DIR\n";

[[noreturn]] void misuse() {
  throw SiteError(kUsage, kUsageText);
}

int parse_port(std::string_view text) {
  int port = 0;
  const char* const begin = text.begin();
  const char* const end = text.end();
  const auto [stop, error] = std::from_chars(begin, end, port);
  if (error != std::errc{} || stop != end || port < 1 || port > 65'535) {
    throw SiteError(kUsage, "not a port: " + std::string(text));
  }
  return port;
}

UpOptions parse_up(std::span<const std::string> words) {
  UpOptions options;
  for (; !words.empty(); words = words.subspan(2)) {
    if (words.size() < 2) misuse();
    if (words[0] == "--port") {
      options.port = parse_port(words[1]);
    } else if (words[0] == "--host-port") {
      options.host_port = parse_port(words[1]);
    } else if (words[0] == "--config") {
      options.extra = std::filesystem::absolute(words[1]).string();
    } else {
      misuse();
    }
  }
  return options;
}

Layout layout_of(const std::string& dir) {
  const char* const source = std::getenv("LOCKSPIRE_SOURCE");
  if (source == nullptr) throw SiteError(kUsage, "run it through tools/stack");
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  auto absolute = std::filesystem::absolute(dir).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  return {.source = source, .bin = self.parent_path().string(), .dir = absolute.string()};
}

void run(std::span<const std::string> words) {
  if (words.size() == 1 && words[0] == "--help") {
    std::fputs(kUsageText, stdout);
    return;
  }
  if (words.size() < 2) misuse();
  const std::string& verb = words[0];
  const Layout layout = layout_of(words[1]);
  const auto rest = words.subspan(2);
  if (verb == "up") return up(layout, parse_up(rest));
  if (verb == "info" && rest.empty()) return info(layout);
  if (verb == "restart" && rest.size() < 2) return restart(layout, rest.empty() ? "" : rest[0]);
  if (verb == "down" && rest.empty()) return down(layout);
  misuse();
}

}  // namespace
}  // namespace lockspire::site

int main(int argc, char* argv[]) {
  // What a caller left open (a pipe, a lock) must not live on in what stays running.
  ::close_range(3, ~0U, 0);
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    lockspire::site::run(words);
    return 0;
  } catch (const lockspire::site::SiteError& error) {
    std::fprintf(stderr, "tools/stack: %s\n", error.what());
    return error.exit_status();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tools/stack: %s\n", failure.what());
    return lockspire::site::kInternal;
  }
}
