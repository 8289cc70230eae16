// The parser, made from the table of verbs, and what an exception means to the shell. The one file
// that knows CLI11.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "store/sqlite.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/install.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 a check failed or something was found, 2 usage, 3 configuration\n"
    "invalid, 4 not found, 5 refused, 6 temporary, 70 internal fault.";

// One verb with the texts that its options collect.
struct Entry {
  const Verb* verb = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::pair<const Option*, CLI::Option*>> options;
};

void shape(CLI::Option& made, const Option& option) {
  if (option.required) made.required();
  if (option.takes == Takes::kOne) made.expected(1);
  if (option.takes == Takes::kMany) {
    made.expected(1, CLI::detail::expected_max_vector_size);
    made.allow_extra_args(false);
  }
  made.option_text(std::string(option.value) + (option.takes == Takes::kMany ? " ..." : ""));
  if (option.choices.empty()) return;
  std::vector<std::string> choices(option.choices.begin(), option.choices.end());
  made.check(CLI::Validator(
      [choices](std::string& value) {
        if (std::ranges::find(choices, value) != choices.end()) return std::string();
        return "must be one of " + CLI::detail::join(choices, ", ");
      },
      "", "choice"));
}

CLI::Option* add_option(CLI::App& app, const Option& option) {
  std::string help(option.help);
  if (!option.choices.empty()) {
    const std::vector<std::string> choices(option.choices.begin(), option.choices.end());
    help += " [" + CLI::detail::join(choices, " | ") + "]";
  }
  const std::string name(option.name);
  if (option.takes == Takes::kNothing) return app.add_flag(name)->description(help);
  // The results are read after parsing.
  CLI::Option* made = app.add_option(name, [](const CLI::results_t&) { return true; }, help);
  shape(*made, option);
  return made;
}

class Parser {
 public:
  Parser() {
    app_.require_subcommand(1);
    app_.footer(kExitCodes);
    for (const Option& option : global_options()) {
      globals_.emplace_back(&option, add_option(app_, option));
    }
    for (const Noun& noun : nouns()) {
      auto* app = app_.add_subcommand(std::string(noun.name), std::string(noun.summary));
      app->require_subcommand(1)->fallthrough();
      nouns_[noun.name] = app;
    }
    for (const Verb& verb : verbs()) add_verb(verb);
  }

  CLI::App& app() { return app_; }

  // REQUIRES: app() has parsed.
  [[nodiscard]] const Verb& verb() const { return *parsed_entry().verb; }

  [[nodiscard]] Call call() const {
    Call call;
    for (const auto& [option, made] : globals_) collect(call, *option, *made);
    for (const auto& [option, made] : parsed_entry().options) collect(call, *option, *made);
    call.config = call.one("--config").value_or("");
    call.actor = call.one("--actor").value_or("");
    call.json = call.has("--json");
    return call;
  }

 private:
  void add_verb(const Verb& verb) {
    const auto noun = nouns_.find(verb.noun);
    CLI::App& parent = noun == nouns_.end() ? app_ : *noun->second;
    const bool is_noun = noun != nouns_.end() && verb.name.empty();
    const std::string name(verb.name.empty() ? verb.noun : verb.name);
    CLI::App* app = is_noun ? &parent : parent.add_subcommand(name, std::string(verb.summary));
    if (is_noun) app->require_subcommand(0, 1)->description(std::string(verb.summary));
    app->fallthrough();
    Entry entry{&verb, app, {}};
    for (const Option& option : verb.options) {
      entry.options.emplace_back(&option, add_option(*entry.app, option));
    }
    entries_.push_back(std::move(entry));
  }

  static void collect(Call& call, const Option& option, const CLI::Option& made) {
    if (made.count() > 0) call.set(option.name, made.results());
  }

  [[nodiscard]] const Entry& parsed_entry() const {
    // A noun that is a verb too is meant when none of its own verbs is.
    return *std::ranges::find_if(entries_, [](const Entry& entry) {
      return entry.app->parsed() && entry.app->get_subcommands().empty();
    });
  }

  CLI::App app_{"Operates Lockspire, the OAuth 2.1 and OpenID Connect server of this site.",
                "lockspire"};
  std::map<std::string_view, CLI::App*> nouns_;
  std::vector<std::pair<const Option*, CLI::Option*>> globals_;
  std::vector<Entry> entries_;
};

std::string full_name(const Verb& verb) {
  return "lockspire " + std::string(verb.noun) + (verb.name.empty() ? "" : " ") +
         std::string(verb.name);
}

// Every line of the words under the name of what failed.
void complain(const std::string& who, std::string_view words) {
  while (!words.empty()) {
    const auto end = std::min(words.find('\n'), words.size());
    std::cerr << who << ": " << words.substr(0, end) << "\n";
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

Exit run_verb(const Verb& verb, const Call& call) {
  const std::string name = full_name(verb);
  try {
    const Exit code = verb.run(call);
    if (flush_output()) return code;
    complain(name, "standard output cannot be written; what was done is done");
    return kFault;
  } catch (const Failure& failure) {
    complain(name, failure.what());
    return failure.code();
  } catch (const store::Unavailable& fault) {
    complain(name, std::string(fault.what()) + "; try again");
    return kTemporary;
  } catch (const std::exception& fault) {
    complain(name, fault.what());
    return kFault;
  }
}

// For the build; not in the help.
int generate(std::string_view what, std::string_view folder) {
  if (what == "man" && folder.empty()) {
    std::cout << man_page();
  } else if (what == "config-man" && folder.empty()) {
    std::cout << config_man_page(ops::read_example_config(share_of({})));
  } else if (what == "bash" && folder.empty()) {
    std::cout << bash_completion();
  } else if (what == "units" && !folder.empty()) {
    write_packaged_units(std::string(folder));
  } else {
    return kUsage;
  }
  return flush_output() ? kDone : kFault;
}

}  // namespace

int run(int argc, const char* const* argv) {
  if ((argc == 3 || argc == 4) && std::string_view(argv[1]) == "--generate") {
    return generate(argv[2], argc == 4 ? argv[3] : "");
  }
  Parser parser;
  try {
    parser.app().parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return parser.app().exit(help);
  } catch (const CLI::ParseError& error) {
    complain("lockspire", error.what());
    std::cerr << "Run with --help for more information.\n";
    return kUsage;
  }
  return run_verb(parser.verb(), parser.call());
}

}  // namespace lockspire::cli
