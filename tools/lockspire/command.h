// What a verb is: one row of the table that the parser, --help, the man page and the completion are
// made from.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockspire::cli {

// Contract section 7.
enum Exit : int {
  kDone = 0,
  kFound = 1,
  kUsage = 2,
  kConfiguration = 3,
  kNotFound = 4,
  kRefused = 5,
  kTemporary = 6,
  kFault = 70,
};

enum class Takes { kNothing, kOne, kMany };

struct Option {
  std::string_view name;  // `--scope`; `ID` is an argument
  Takes takes = Takes::kOne;
  std::string_view value;  // `SCOPE`, in help
  std::string_view help;
  bool required = false;
  std::vector<std::string_view> choices{};

  [[nodiscard]] bool is_argument() const { return !name.starts_with("--"); }
};

// What was typed.
class Call {
 public:
  std::string config;  // --config
  std::string actor;   // --actor
  bool json = false;

  void set(std::string_view name, std::vector<std::string> values) {
    values_[std::string(name)] = std::move(values);
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return values_.contains(std::string(name));
  }
  [[nodiscard]] std::optional<std::string> one(std::string_view name) const {
    const auto found = values_.find(std::string(name));
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
  }
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const {
    const auto found = values_.find(std::string(name));
    return found == values_.end() ? std::vector<std::string>() : found->second;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Verb {
  std::string_view noun;
  // Empty for a noun that is its own verb: `migrate`, `doctor` (which has others too).
  std::string_view name;
  std::string_view summary;
  std::vector<Option> options;
  Exit (*run)(const Call&);
};

struct Noun {
  std::string_view name;
  std::string_view summary;
};

// The whole interface, in the order of the help.
std::span<const Noun> nouns();
std::span<const Verb> verbs();
std::span<const Option> global_options();

// One function a noun; main.cc lists them.
std::vector<Verb> client_verbs();
std::vector<Verb> key_verbs();
std::vector<Verb> resource_verbs();
std::vector<Verb> token_verbs();
std::vector<Verb> consent_verbs();
std::vector<Verb> session_verbs();
std::vector<Verb> audit_verbs();
std::vector<Verb> config_verbs();
std::vector<Verb> database_verbs();
std::vector<Verb> explain_verbs();
std::vector<Verb> install_verbs();
std::vector<Verb> upgrade_verbs();
std::vector<Verb> verify_verbs();
std::vector<Verb> doctor_verbs();
std::vector<Verb> version_verbs();

// Of this build.
std::string_view version_text();

// Parses, runs and returns the exit code.
int run(int argc, const char* const* argv);

// The manual pages (man(7)) of the command and of its configuration file, and the completion script
// of bash. The second is made from the commented example.
std::string man_page();
std::string config_man_page(const std::string& example);
// As roff reads it as plain text.
std::string roff(std::string_view text);
std::string bash_completion();

// Writes the units that a package brings below `folder`.
void write_packaged_units(const std::string& folder);

}  // namespace lockspire::cli
