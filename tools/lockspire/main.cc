// lockspire: the operator's command. The table of nouns and verbs; each noun has a file beside this
// one.
#include <array>

#include "tools/lockspire/command.h"

namespace lockspire::cli {
namespace {

constexpr std::array kNouns{
    Noun{"client", "registered clients"},
    Noun{"key", "signing keys"},
    Noun{"resource", "the APIs that access tokens are for"},
    Noun{"token", "what was issued"},
    Noun{"consent", "what people let clients do"},
    Noun{"session", "the host's session cookie"},
    Noun{"audit", "who did what"},
    Noun{"config", "the configuration file"},
    Noun{"doctor", "what ails this installation"},
};

constexpr std::array kVerbs{client_verbs,   key_verbs,     resource_verbs, token_verbs,
                            consent_verbs,  session_verbs, audit_verbs,    config_verbs,
                            database_verbs, explain_verbs, install_verbs,  verify_verbs,
                            doctor_verbs,   upgrade_verbs, version_verbs};

std::vector<Verb> all_verbs() {
  std::vector<Verb> out;
  for (const auto verbs_of_noun : kVerbs) {
    for (Verb& verb : verbs_of_noun()) out.push_back(std::move(verb));
  }
  return out;
}

}  // namespace

std::span<const Noun> nouns() {
  return kNouns;
}

std::span<const Verb> verbs() {
  static const std::vector<Verb> table = all_verbs();
  return table;
}

std::span<const Option> global_options() {
  static const std::vector<Option> options{
      {"--config", Takes::kOne, "FILE",
       "default: $LOCKSPIRE_CONFIG, else /etc/lockspire/lockspire.toml"},
      {"--json", Takes::kNothing, "", "print one JSON document"},
      {"--actor", Takes::kOne, "NAME", "who does it, for the audit log (default: the login name)"},
  };
  return options;
}

}  // namespace lockspire::cli

int main(int argc, char* argv[]) {
  return lockspire::cli::run(argc, argv);
}
