#include "tools/site/site_config.h"

#include <filesystem>
#include <sstream>
#include <string_view>

#include <toml++/toml.h>

#include "base/base64url.h"
#include "base/random.h"
#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

constexpr std::string_view kSessionSecret = "session.secret";
constexpr std::string_view kSealingKey = "sealing.key";
constexpr std::string_view kClientSecretKey = "clients.key";
constexpr std::string_view kRoutes = "routes.toml";

toml::table generated(const Layout& layout, int port) {
  toml::table scopes;
  for (const char* const standard :
       {"openid", "profile", "email", "address", "phone", "offline_access"}) {
    scopes.insert(standard, "");  // has words of its own
  }
  scopes.insert("echo:read", "Read what the echo service sends back");
  scopes.insert("echo:admin", "Look after the echo service");
  toml::table secret{{"name", "s1"}, {"file", kSessionSecret}};
  return toml::table{
      {"issuer", "http://localhost:" + std::to_string(port) + "/lockspire"},
      {"login_path", "/login"},
      {"logout_path", "/logout"},
      {"database", "lockspire.db"},
      {"sealing_key_file", kSealingKey},
      {"client_secret_key_file", kClientSecretKey},
      {"template_dir", layout.source + "/templates"},
      {"schema_dir", layout.source + "/schema/sqlite"},
      {"routes", kRoutes},
      {"session", toml::table{{"secrets", toml::array{secret}}}},
      {"scopes", scopes},
  };
}

void merge(toml::table& into, const toml::table& over) {
  for (const auto& [key, value] : over) {
    const toml::table* const deeper = value.as_table();
    toml::table* const here = into[key.str()].as_table();
    if (deeper != nullptr && here != nullptr) {
      merge(*here, *deeper);
    } else {
      into.insert_or_assign(key.str(), value);
    }
  }
}

toml::table parse(const std::string& path) {
  toml::parse_result result = toml::parse_file(path);
  if (result) return std::move(result).table();
  const toml::parse_error& error = result.error();
  std::ostringstream words;
  words << path << ":" << error.source().begin.line << ": " << error.description();
  throw SiteError(kConfiguration, words.str());
}

std::string text_at(const toml::table& table, std::string_view key) {
  return std::string(table[key].value_or(std::string_view{}));
}

std::string path_of(std::string_view url) {
  const std::size_t authority = url.find("://");
  if (authority == std::string_view::npos) return {};
  const std::size_t path = url.find('/', authority + 3);
  return path == std::string_view::npos ? std::string() : std::string(url.substr(path));
}

std::string resolved(const Layout& layout, const std::string& path) {
  return (std::filesystem::path(layout.dir) / path).lexically_normal().string();
}

// A login path may have a query; the contract's `login_path` is bare.
std::string without_query(const std::string& path) {
  return path.substr(0, path.find('?'));
}

std::string print(const toml::table& table) {
  std::ostringstream text;
  text << table << "\n";
  return text.str();
}

}  // namespace

SiteConfig make_config(const Layout& layout, int port, const std::string& extra) {
  toml::table table = generated(layout, port);
  if (!extra.empty()) merge(table, parse(extra));
  const auto secret = table["session"]["secrets"][0];
  SiteConfig config;
  config.text = print(table);
  config.issuer = text_at(table, "issuer");
  config.mount = path_of(config.issuer);
  config.database = resolved(layout, text_at(table, "database"));
  config.session_secret_file = resolved(layout, secret["file"].value_or(std::string()));
  config.session_secret_name = secret["name"].value_or(std::string());
  config.session_cookie =
      config.issuer.starts_with("https:") ? "__Host-lockspire_session" : "lockspire_session";
  config.login_path = without_query(text_at(table, "login_path"));
  return config;
}

std::string echo_resource(int port) {
  return "http://localhost:" + std::to_string(port) + "/api";
}

void write_routes(const Layout& layout, int port) {
  const auto route = [&](const char* name, const char* scope, const char* more) {
    const std::string path = std::string("/api/") + name;
    return "[[route]]\nname = \"" + std::string(name) + "\"\npath = \"" + path +
           "\"\nmethods = [\"GET\", \"OPTIONS\"]\nresource = \"" + echo_resource(port) +
           "\"\nscopes = [\"" + scope + "\"]\n" + more + "\n";
  };
  write_file(layout.dir + "/" + std::string(kRoutes),
             route("echo", "echo:read", "") + route("admin", "echo:admin", "") +
                 route("fresh", "echo:read", "max_age = \"60s\"\n"));
}

void make_key_files(const Layout& layout) {
  for (const std::string_view name : {kSessionSecret, kSealingKey, kClientSecretKey}) {
    const std::string path = layout.dir + "/" + std::string(name);
    if (std::filesystem::exists(path)) continue;
    write_file(path, base64url(SystemRandom().bytes(32)) + "\n", 0600);
  }
}

}  // namespace lockspire::site
