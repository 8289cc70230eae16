// lockspire doctor: what ails this installation, one client, one token.
#include "ops/doctor/doctor.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "ops/doctor/client_checks.h"
#include "ops/doctor/token_format.h"
#include "ops/outbound.h"
#include "ops/remote_jwks_check.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/findings.h"
#include "tools/lockspire/install.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

// A new file that nobody else may read.
void write_new_file(const std::string& path, const std::string& bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw Failure(kRefused, path + ": " + std::strerror(errno));
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  const bool whole = ::close(fd) == 0 && written == bytes.size();
  if (whole) return;
  ::unlink(path.c_str());
  throw Failure(kRefused, path + " cannot be written");
}

void write_bundle(const Call& call, const std::string& path, const ops::Findings& findings) {
  const ops::Config config = config_of(call);
  const SystemClock clock;
  store::Store store(config.database, store::Store::Access::kReadOnly, clock);
  write_new_file(
      path, ops::make_bundle(config, store, findings, std::string(version_text()), clock.now()));
}

Exit doctor(const Call& call) {
  const SystemClock clock;
  const ops::DoctorInputs inputs{
      .config_path = std::filesystem::absolute(ops::config_path(call.config)).string(),
      .share = share_of(call),
      .quick = call.has("--quick"),
      .sockets = call.one("--sockets").value_or("")};
  const ops::Findings findings = ops::diagnose(inputs, clock);
  if (const auto path = call.one("--bundle")) {
    write_bundle(call, *path, findings);
    if (!call.json) print_line("written: " + *path + " (tar; look at it before you send it)");
  }
  return report_findings(call, findings);
}

Exit doctor_client(const Call& call) {
  const Installation installation(call);
  return report_findings(call, value_or_fail(ops::diagnose_client(
                                   installation.who(), ClientId(call.one("ID").value_or("")))));
}

Exit doctor_remote_jwks(const Call& call) {
  const Installation installation(call);
  const ClientId client_id(call.one("--client").value_or(""));
  return report_findings(
      call, value_or_fail(ops::check_remote_jwks(installation.who(), client_id,
                                                 ops::outbound_options(installation.config()))));
}

// A header line will do: `Authorization: Bearer ...`, `Cookie: name=...`.
std::string token_of_input() {
  if (::isatty(STDIN_FILENO) == 1) return {};
  const std::string text = read_input("-");
  const auto end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  const auto before = text.find_last_of(" \t\n=", end);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, end + 1 - begin);
}

Exit doctor_token_format(const Call& call) {
  const Installation installation(call);
  const std::string token = token_of_input();
  if (token.empty()) return report_findings(call, ops::list_token_formats(installation.who()));
  const auto sessions = ops::load_session_rules(installation.config());
  return report_findings(
      call, ops::explain_token(installation.who(), sessions ? &*sessions : nullptr, token));
}

}  // namespace

std::vector<Verb> doctor_verbs() {
  return {
      {"doctor",
       "",
       "look for what ails this installation, without a network",
       {{"--bundle", Takes::kOne, "FILE", "write a redacted archive for a report too"},
        {"--quick", Takes::kNothing, "", "without reading the whole database"},
        {"--sockets", Takes::kOne, "DIR", "where the programs listen, if not as installed"},
        share_option()},
       doctor},
      {"doctor",
       "client",
       "look for what stands in the way of a client",
       {{"ID", Takes::kOne, "ID", "client_id", true}},
       doctor_client},
      {"doctor",
       "remote-jwks",
       "fetch the keys of a client step by step",
       {{"--client", Takes::kOne, "ID", "client_id", true}},
       doctor_remote_jwks},
      {"doctor",
       "token-format",
       "say what the token on standard input is, and whether it counts; without one, the format of "
       "each client's access tokens",
       {},
       doctor_token_format},
  };
}

}  // namespace lockspire::cli
