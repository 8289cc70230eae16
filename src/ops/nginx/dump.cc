// The output of `nginx -T`: every file once, each under a line that names it.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include <fnmatch.h>

#include "ops/nginx/syntax.h"

namespace lockspire::ops::nginx {
namespace {

constexpr std::string_view kMark = "# configuration file ";

// The path in a line such as `# configuration file /etc/nginx/nginx.conf:`.
std::optional<std::string_view> marked_path(std::string_view line) {
  if (!line.starts_with(kMark) || !line.ends_with(':')) return std::nullopt;
  line.remove_prefix(kMark.size());
  line.remove_suffix(1);
  if (line.empty()) return std::nullopt;
  return line;
}

bool is_pattern(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

class Inclusion {
 public:
  explicit Inclusion(const std::vector<DumpedFile>& files)
      : folder_(std::filesystem::path(files.front().path).parent_path()) {
    for (const DumpedFile& file : files) files_.emplace(file.path, file.text);
  }

  std::expected<Directives, SyntaxProblem> run(const std::string& first) {
    Directives out;
    take_file(first, out, 0);
    if (problem_) return std::unexpected(SyntaxProblem{*problem_});
    return out;
  }

 private:
  void take_file(const std::string& path, Directives& out, int depth) {
    const std::string_view text = files_.at(path);
    bytes_ += text.size();
    if (bytes_ > kMostBytes) return fail("it is too large with all that is included twice");
    auto parsed = parse(text, path);
    if (!parsed) return fail(parsed.error().words);
    take(*std::move(parsed), out, depth);
  }

  void take(Directives from, Directives& out, int depth) {
    if (depth > kDeepest) return fail("blocks and files are nested too deep");
    for (Directive& directive : from) {
      if (problem_) return;
      if (++count_ > kMostDirectives) return fail("there are too many directives");
      if (directive.name == "include" && directive.args.size() == 1) {
        take_include(directive, out, depth);
        continue;
      }
      Directives inside = std::exchange(directive.block, {});
      out.push_back(std::move(directive));
      // Not a reference into `out`: what is included may make it grow.
      Directives block;
      take(std::move(inside), block, depth + 1);
      out.back().block = std::move(block);
    }
  }

  void take_include(const Directive& directive, Directives& out, int depth) {
    // A relative name is taken from the folder of the first file.
    const std::string wanted = (folder_ / directive.args[0]).lexically_normal().string();
    bool found = false;
    for (const auto& [path, text] : files_) {
      const std::string normal = std::filesystem::path(path).lexically_normal().string();
      const bool same = is_pattern(wanted) ? ::fnmatch(wanted.c_str(), normal.c_str(),
                                                       FNM_PATHNAME | FNM_PERIOD) == 0
                                           : normal == wanted;
      if (!same) continue;
      found = true;
      take_file(path, out, depth + 1);
    }
    if (!found && !is_pattern(wanted)) fail(directive.place() + ": " + wanted + " is not in it");
  }

  void fail(std::string words) {
    if (!problem_) problem_ = std::move(words);
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string_view> files_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::optional<std::string> problem_;
};

}  // namespace

std::vector<DumpedFile> split_dump(std::string_view dump) {
  std::vector<DumpedFile> files;
  std::size_t begin = 0;  // of the last file's text
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t end = std::min(dump.find('\n', at), dump.size());
    if (const auto path = marked_path(dump.substr(at, end - at))) {
      if (!files.empty()) files.back().text = dump.substr(begin, at - begin);
      begin = std::min(end + 1, dump.size());
      files.push_back({std::string(*path), dump.substr(begin)});
    }
    at = end + 1;
  }
  return files;
}

std::expected<Directives, SyntaxProblem> parse_dump(std::string_view dump) {
  if (dump.size() > kMostBytes) return std::unexpected(SyntaxProblem{"it is too large"});
  const auto files = split_dump(dump);
  if (files.empty()) return std::unexpected(SyntaxProblem{"it is no output of nginx -T"});
  return Inclusion(files).run(files.front().path);
}

}  // namespace lockspire::ops::nginx
