// The lockspire.toml of a throw-away site: what tools/stack chooses, and key by key over it what
// the caller wants otherwise.
#pragma once

#include <string>

#include "tools/site/layout.h"

namespace lockspire::site {

// What others need to know of the merged configuration.
struct SiteConfig {
  std::string text;  // TOML
  std::string issuer;
  std::string mount;  // the issuer's path
  std::string database;
  std::string session_secret_file;
  std::string session_secret_name;
  std::string session_cookie;
  std::string login_path;
};

// `extra` is a file or empty. Throws SiteError(kConfiguration) with file and line.
SiteConfig make_config(const Layout& layout, int port, const std::string& extra);

// The protected resource of the demo host: what tokens for its echo API are for.
std::string echo_resource(int port);

// The routes of that API, in the file that the generated configuration names.
void write_routes(const Layout& layout, int port);

// The key files that the generated configuration names, where they are missing: 32 random bytes,
// base64url, mode 0600.
void make_key_files(const Layout& layout);

}  // namespace lockspire::site
