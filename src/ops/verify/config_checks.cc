#include "ops/config_values.h"
#include "ops/verify/checks.h"

namespace lockspire::ops {
namespace {

constexpr Seconds kLongAccess{3'600};
constexpr Seconds kLongSession{12 * 3'600};
constexpr Seconds kLongGrace{60};
constexpr Seconds kLongMetadata{86'400};

Finding check_issuer(const Policy& policy) {
  if (policy.secure) return ok("config.issuer", "the issuer is " + policy.issuer);
  return ok("config.issuer", "the issuer is " + policy.issuer,
            "without TLS: for this machine alone");
}

void warn_above(Findings& out, Seconds value, Seconds most, const std::string& key,
                const std::string& why, const std::string& file) {
  if (value <= most) return;
  out.push_back(warning("config.lifetime", key + " is long", print_duration(value) + ": " + why,
                        "in " + file + ": " + key + " = \"" + print_duration(most) + "\""));
}

bool has_path(const std::string& login_path, std::string_view mount) {
  return !mount.empty() && login_path.starts_with(std::string(mount) + "/");
}

}  // namespace

Findings findings_of(const ConfigProblems& problems, const std::string& file) {
  Findings out;
  for (const std::string& line : problems.lines) {
    out.push_back(
        error("config.invalid", "the configuration is not valid", line,
              "correct it in " + file + ", then: lockspire --config " + file + " config check"));
  }
  return out;
}

Findings check_config(const Config& config) {
  const Policy& policy = config.policy;
  Findings out{ok("config.valid", config.path + " is valid"), check_issuer(policy)};
  warn_above(out, policy.access_lifetime, kLongAccess, "tokens.access_lifetime",
             "an API that does not ask about revocation takes a stolen token that long",
             config.path);
  warn_above(out, policy.session_max_lifetime, kLongSession, "session.max_lifetime",
             "a stolen session cookie counts that long", config.path);
  warn_above(out, policy.refresh_grace, kLongGrace, "tokens.refresh_grace",
             "a stolen refresh token is not noticed that long", config.path);
  warn_above(out, policy.metadata_max_age, kLongMetadata, "metadata.max_age",
             "a new signing key waits that long", config.path);
  if (policy.refresh_lifetime > policy.refresh_cap) {
    out.push_back(warning("config.lifetime", "tokens.refresh_lifetime is above tokens.refresh_cap",
                          "the cap ends a grant first",
                          "in " + config.path + ": lower tokens.refresh_lifetime"));
  }
  if (has_path(policy.login_path, policy.mount)) {
    out.push_back(
        error("config.login_path", "the login is below the issuer's path",
              policy.login_path + " is Lockspire's or nobody's",
              "in " + config.path + ": login_path = \"/login\", where the host's login is"));
  }
  if (!config.policy.allow_private.empty()) {
    out.push_back(warning("config.policy.allow_private", "private addresses may be asked",
                          std::to_string(config.policy.allow_private.size()) + " in [outbound]",
                          "in " + config.path + ": allow_private = [], unless they are meant"));
  }
  return out;
}

}  // namespace lockspire::ops
