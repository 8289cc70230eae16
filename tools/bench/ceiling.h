// What one can hope for on this machine: a FastCGI program behind the site's own nginx that does
// nothing, or that signs once and waits for three durable rows. It runs beside those of the site.
#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "tools/bench/site.h"

namespace lockspire::bench {

// tools/site/nginx.conf hands these to it.
inline constexpr std::string_view kEmptyPath = "/bench/empty";
inline constexpr std::string_view kSignedRowsPath = "/bench/signed_rows";

inline constexpr std::string_view kCeilingProgram = "ceiling";

// Its database, beside the site's, on the same disk.
std::string ceiling_database(const Site& site);

// This very program as a child that serves those paths, until it goes.
class CeilingProgram {
 public:
  // Throws std::system_error.
  explicit CeilingProgram(const Site& site);
  ~CeilingProgram();
  CeilingProgram(const CeilingProgram&) = delete;
  CeilingProgram& operator=(const CeilingProgram&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

}  // namespace lockspire::bench
