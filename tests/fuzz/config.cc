#include "ops/config.h"

#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

// A file that lives in memory, at one path for the whole run.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("lockspire.toml", MFD_CLOEXEC)) {
    always(fd_ >= 0, "there is a file");
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
  void write(std::string_view text) const {
    always(ftruncate(fd_, 0) == 0, "a file is emptied");
    always(pwrite(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
           "a file is written");
  }

 private:
  int fd_;
};

const MemoryFile& file() {
  static const MemoryFile made;
  return made;
}

void check_refusal(const ops::ConfigProblems& problems) {
  always(!problems.lines.empty(), "a refusal says why");
  for (const std::string& line : problems.lines) {
    always(line.starts_with(file().path()), "a problem names the file");
  }
}

void check_config(const ops::Config& config) {
  const Policy& policy = config.policy;
  always(policy.issuer == policy.origin + policy.mount, "an issuer is an origin and a mount");
  always(policy.issuer.starts_with(policy.secure ? "https://" : "http://"), "a scheme is said");
  always(policy.code_lifetime > Seconds(0) && policy.access_lifetime > Seconds(0),
         "lifetimes are positive");
  always(policy.refresh_lifetime <= policy.refresh_cap, "a cap is the end");
  for (const int workers : {config.workers.token, config.workers.guard, config.workers.authorize}) {
    always(workers > 0, "somebody works");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  file().write(fuzz::text_of(bytes, size));
  const auto config = ops::load_config(file().path());
  const auto values = ops::effective_values(file().path());
  always(config.has_value() == values.has_value(), "what is shown is what is loaded");
  if (!config) {
    check_refusal(config.error());
    return 0;
  }
  check_config(*config);
  for (const auto& value : *values) {
    always(value.key == "routes" || !value.value.empty(), "a value is shown");
  }
  return 0;
}
