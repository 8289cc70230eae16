// A Log whose lines can be read.
#pragma once

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "base/log.h"

namespace lockspire::testing {

class WithLog {
 public:
  WithLog() : file_(std::tmpfile(), &std::fclose) {
    if (file_ == nullptr) throw std::runtime_error("no temporary file");
  }

  [[nodiscard]] Log log(LogLevel least = LogLevel::kInfo) const {
    return {least, "test", fileno(file_.get())};
  }

  [[nodiscard]] std::string text() const {
    std::string out(1 << 20, '\0');
    const auto size = ::pread(fileno(file_.get()), out.data(), out.size(), 0);
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return out;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace lockspire::testing
