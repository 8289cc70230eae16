// The completion script of bash, from the table of verbs.
#include <string>

#include "tools/lockspire/command.h"

namespace lockspire::cli {
namespace {

std::string top_words() {
  std::string out;
  for (const Noun& noun : nouns()) out += std::string(noun.name) + " ";
  for (const Verb& verb : verbs()) {
    if (verb.name.empty()) out += std::string(verb.noun) + " ";
  }
  for (const Option& option : global_options()) out += std::string(option.name) + " ";
  return out + "--help";
}

std::string option_names(const Verb& verb) {
  std::string out;
  for (const Option& option : verb.options) {
    if (!option.is_argument()) out += std::string(option.name) + " ";
  }
  return out;
}

// Of a noun that is a verb too, its options as well.
std::string verb_words(std::string_view noun) {
  std::string out;
  for (const Verb& verb : verbs()) {
    if (verb.noun != noun) continue;
    out += verb.name.empty() ? option_names(verb) : std::string(verb.name) + " ";
  }
  return out + "--help";
}

std::string option_words(const Verb& verb) {
  return option_names(verb) + "--json --help";
}

std::string arm(const std::string& pattern, const std::string& words) {
  return "    \"" + pattern + "\") words=\"" + words + "\" ;;\n";
}

// What may follow an option: its choices, or files.
std::string value_arms() {
  std::string out;
  for (const Verb& verb : verbs()) {
    for (const Option& option : verb.options) {
      std::string choices;
      for (const std::string_view choice : option.choices) choices += std::string(choice) + " ";
      if (choices.empty()) continue;
      out += arm(
          std::string(verb.noun) + " " + std::string(verb.name) + " " + std::string(option.name),
          choices);
    }
  }
  return out;
}

constexpr std::string_view kHead = R"bash(# bash completion for lockspire
_lockspire() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local noun='' verb='' word words='' skip='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      --config | --actor) skip=1 ;;
      -*) ;;
      *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
    esac
  done
  COMPREPLY=()
  case $previous in
    --config | --from | --claims) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
  esac
  case "$noun $verb $previous" in
)bash";

constexpr std::string_view kMiddle = R"bash(  esac
  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); return; fi
  case "$noun $verb" in
)bash";

constexpr std::string_view kTail = R"bash(  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _lockspire lockspire
)bash";

}  // namespace

std::string bash_completion() {
  std::string out(kHead);
  out += value_arms();
  out += kMiddle;
  out += arm(" ", top_words());
  for (const Noun& noun : nouns()) out += arm(std::string(noun.name) + " ", verb_words(noun.name));
  for (const Verb& verb : verbs()) {
    out += arm(std::string(verb.noun) + " " + std::string(verb.name), option_words(verb));
  }
  out += kTail;
  return out;
}

}  // namespace lockspire::cli
