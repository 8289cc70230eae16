// An nginx configuration as a tree of directives. Nothing is known here of what they mean.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace lockspire::ops::nginx {

struct Directive {
  std::string name;
  std::vector<std::string> args;
  std::string file;
  int line = 0;
  bool has_block = false;
  std::vector<Directive> block{};

  // The argument, or nothing when there are fewer.
  [[nodiscard]] std::string_view arg(std::size_t index) const {
    return index < args.size() ? std::string_view(args[index]) : std::string_view();
  }
  // `/etc/nginx/nginx.conf:12`
  [[nodiscard]] std::string place() const { return file + ":" + std::to_string(line); }
  // `name arg arg`
  [[nodiscard]] std::string text() const;
};

using Directives = std::vector<Directive>;

inline constexpr std::size_t kMostBytes = 16'777'216;
inline constexpr std::size_t kMostDirectives = 200'000;
inline constexpr int kDeepest = 24;

// `file:line: words`
struct SyntaxProblem {
  std::string words;
};

// One file; includes stay as they are. `file` is what the places say.
std::expected<Directives, SyntaxProblem> parse(std::string_view text, const std::string& file);

// The output of `nginx -T`: its first file, with what it includes in place. What stands before the
// first file (nginx's own messages) is left out.
std::expected<Directives, SyntaxProblem> parse_dump(std::string_view dump);

// The files of such an output.
struct DumpedFile {
  std::string path;
  std::string_view text;
};
std::vector<DumpedFile> split_dump(std::string_view dump);

}  // namespace lockspire::ops::nginx
