// What ends a verb: the exit status of contract.md section 7, and the words for standard error.
#pragma once

#include <stdexcept>
#include <string>

namespace lockspire::site {

constexpr int kUsage = 2;
constexpr int kConfiguration = 3;
constexpr int kNotFound = 4;
constexpr int kRefused = 5;
constexpr int kInternal = 70;

class SiteError : public std::runtime_error {
 public:
  SiteError(int exit_status, const std::string& words)
      : std::runtime_error(words), exit_status_(exit_status) {}
  [[nodiscard]] int exit_status() const { return exit_status_; }

 private:
  int exit_status_;
};

}  // namespace lockspire::site
