#include "ops/install/share.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWitness = "nginx/lockspire-server.conf";
constexpr const char* kInstalledExample = "lockspire.toml";
constexpr const char* kExampleOfCheckout = "tools/lockspire/lockspire.toml";

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// build/bin and its like lie two folders below the checkout.
std::string folder_of_files(const fs::path& bin) {
  for (const fs::path& candidate :
       {bin.parent_path() / "share/lockspire", bin.parent_path().parent_path()}) {
    if (is_file(candidate / kWitness)) return candidate.string();
  }
  return {};
}

std::string folder_of_programs(const fs::path& bin) {
  if (is_file(bin / "lockspire-token")) return bin.string();
  return (bin.parent_path() / "lib/lockspire").string();
}

}  // namespace

std::optional<Share> find_share(const std::string& program, const std::string& dir) {
  const fs::path bin = fs::path(program).parent_path();
  Share share{
      .dir = dir.empty() ? folder_of_files(bin) : fs::absolute(dir).lexically_normal().string(),
      .programs = folder_of_programs(bin),
      .packaged_units = is_file(bin.parent_path() / "lib/systemd/system/lockspire.target")};
  while (share.dir.ends_with('/')) share.dir.pop_back();
  if (share.dir.empty() || !is_file(fs::path(share.dir) / kWitness)) return std::nullopt;
  return share;
}

std::string read_shipped(const Share& share, const std::string& name) {
  const std::string path = share.dir + "/" + name;
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty()) throw std::runtime_error(path + " cannot be read");
  return text.str();
}

std::string read_example_config(const Share& share) {
  const bool installed = is_file(fs::path(share.dir) / kInstalledExample);
  return read_shipped(share, installed ? kInstalledExample : kExampleOfCheckout);
}

std::vector<std::string> shipped_programs(const Share& share) {
  constexpr std::string_view kBegin = "upstream lockspire_";
  std::istringstream lines(read_shipped(share, "nginx/lockspire-http.conf"));
  std::vector<std::string> programs;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kBegin)) continue;
    const auto end = line.find_first_of(" {", kBegin.size());
    programs.push_back(line.substr(kBegin.size(), end - kBegin.size()));
  }
  return programs;
}

}  // namespace lockspire::ops
