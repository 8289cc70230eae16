// The manual page, from the table of verbs.
#include <string>

#include "tools/lockspire/command.h"

namespace lockspire::cli {
namespace {

std::string paragraph(const Option& option) {
  std::string out = ".TP\n";
  if (option.is_argument()) {
    out += ".I " + roff(option.name);
  } else {
    out += ".B " + roff(option.name);
    if (!option.value.empty()) out += " \\fI" + roff(option.value) + "\\fR";
    if (option.takes == Takes::kMany) out += " (may be repeated)";
  }
  out += "\n" + roff(option.help);
  std::string choices;
  for (const std::string_view choice : option.choices) {
    choices += (choices.empty() ? "" : ", ") + std::string(choice);
  }
  if (!choices.empty()) out += " (one of " + roff(choices) + ")";
  return out + "\n";
}

std::string section(const Verb& verb) {
  std::string out = ".SS \"" + roff(verb.noun);
  if (!verb.name.empty()) out += " " + roff(verb.name);
  for (const Option& option : verb.options) {
    if (option.is_argument()) out += " " + roff(option.name);
  }
  out += "\"\n" + roff(verb.summary) + ".\n";
  for (const Option& option : verb.options) out += paragraph(option);
  return out;
}

constexpr std::string_view kHead =
    ".SH NAME\nlockspire \\- operate the OAuth 2.1 and OpenID Connect server of a site\n"
    ".SH SYNOPSIS\n.B lockspire\n"
    "[\\fB\\-\\-config\\fR \\fIFILE\\fR] [\\fB\\-\\-json\\fR] [\\fB\\-\\-actor\\fR \\fINAME\\fR]\n"
    "\\fINOUN\\fR [\\fIVERB\\fR] [\\fIOPTIONS\\fR]\n"
    ".SH DESCRIPTION\n"
    "What a verb changes holds for the next request to any program, without a signal or a "
    "restart.\n"
    "Each change is written to the audit log together with who made it.\n"
    "Secrets are printed once, when they are made.\n";

constexpr std::string_view kTail =
    ".SH EXIT STATUS\n"
    ".TP\n0\ndone\n.TP\n1\na check failed or something was found\n.TP\n2\nusage\n"
    ".TP\n3\nthe configuration is invalid\n.TP\n4\nnot found\n"
    ".TP\n5\nrefused: a conflict, or policy\n.TP\n6\ntemporary: try again\n"
    ".TP\n70\ninternal fault\n"
    ".SH ENVIRONMENT\n.TP\n.B LOCKSPIRE_CONFIG\nthe configuration file when \\-\\-config is "
    "missing\n"
    ".SH FILES\n.TP\n.I /etc/lockspire/lockspire.toml\nthe configuration\n"
    ".SH SEE ALSO\n.BR lockspire.toml (5),\n.BR lockspire\\-programs (8)\n";

}  // namespace

// roff takes a leading dot or quote for a command, a backslash for an escape and a hyphen for a
// dash.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  const bool command = out.starts_with('.') || out.starts_with('\'');
  return command ? "\\&" + out : out;
}

std::string man_page() {
  std::string out = ".TH LOCKSPIRE 1 \"\" \"lockspire " LOCKSPIRE_VERSION "\"\n";
  out += kHead;
  out += ".SH GLOBAL OPTIONS\n";
  for (const Option& option : global_options()) out += paragraph(option);
  out += ".SH VERBS\n";
  for (const Verb& verb : verbs()) out += section(verb);
  out += kTail;
  return out;
}

}  // namespace lockspire::cli
