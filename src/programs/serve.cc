#include "programs/serve.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/replaceable.h"
#include "endpoints/refusal.h"
#include "ops/routes.h"
#include "programs/cgi.h"
#include "programs/meter.h"
#include "programs/pool.h"
#include "programs/watched_clock.h"
#include "store/sqlite.h"

namespace lockspire::programs {
namespace {

constexpr int kUnfit = 3;

// A start that cannot succeed; what() names the file and the fix.
class Unfit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

int show_help(const char* program) {
  std::printf(
      "usage: %s [--config FILE]\n"
      "Serves FastCGI on the listening socket that is its standard input, else answers one CGI\n"
      "request. FILE: else $LOCKSPIRE_CONFIG, else /etc/lockspire/lockspire.toml.\n"
      "See lockspire-programs(8).\n",
      program);
  return 0;
}

// RFC 3875 4.4: a web server may make arguments of a query, so that anybody on the web chooses
// them.
bool are_of_a_query() {
  return std::getenv("GATEWAY_INTERFACE") != nullptr;
}

std::string config_flag(int argc, char* argv[]) {
  if (argc == 1) return {};
  if (argc == 3 && std::string_view(argv[1]) == "--config") return argv[2];
  throw Unfit("usage: " + std::string(argv[0]) + " [--config FILE]");
}

Unfit unfit(const ops::ConfigProblems& problems) {
  std::string text;
  for (const std::string& line : problems.lines) text += (text.empty() ? "" : "\n") + line;
  return Unfit(text);
}

ops::Config load_config(const std::string& path) {
  auto config = ops::load_config(path);
  if (config) return *std::move(config);
  throw unfit(config.error());
}

template <typename Value>
std::shared_ptr<const Value> or_unfit(std::expected<Value, std::string> loaded) {
  if (!loaded) throw Unfit(loaded.error());
  return std::make_shared<const Value>(*std::move(loaded));
}

std::shared_ptr<const SealingKeys> load_sealing_keys(const Program& program,
                                                     const ops::Config& config) {
  return program.signs ? or_unfit(ops::load_sealing_keys(config)) : nullptr;
}

std::shared_ptr<const SealingKeys> load_client_secret_keys(const Program& program,
                                                           const ops::Config& config) {
  const bool needed = program.fetches_jwks != nullptr && config.policy.client_secret_jwt;
  return needed ? or_unfit(ops::load_client_secret_keys(config)) : nullptr;
}

guard::RouteTable load_routes(const Program& program, const ops::Config& config) {
  if (!program.knows_routes) return {};
  auto routes = ops::load_routes(config);
  if (!routes) throw unfit(routes.error());
  return *std::move(routes);
}

// Who waits for somebody's slow site holds a worker: no more than a quarter of them.
std::unique_ptr<RemoteJwks> make_remote_jwks(const Program& program, const ops::Config& config,
                                             store::Store& store, const Clock& clock,
                                             const Log& log) {
  if (program.fetches_jwks == nullptr) return nullptr;
  return std::make_unique<RemoteJwks>(store, clock, log, program.fetches_jwks(config),
                                      config.workers.*program.workers / 4);
}

store::Store::Access access_of(const Program& program) {
  return program.only_reads ? store::Store::Access::kReadOnly : store::Store::Access::kReadWrite;
}

// Everything a program is made of; lives as long as it serves.
class Site {
 public:
  Site(const Program& program, const ops::Config& config)
      : program_(program),
        config_(config),
        log_(config.log_level, program.name),
        store_(config.database, access_of(program), clock_),
        keys_(store_, clock_, log_, load_sealing_keys(program, config)),
        throttle_(store_, clock_),
        remote_jwks_(make_remote_jwks(program, config, store_, clock_, log_)),
        routes_(load_routes(program, config)),
        meter_(program.name, counters_, store_) {
    if (program.signs && keys_.current()->active_algs().empty()) {
      throw Unfit(config.database +
                  ": no signing key is active; run `lockspire key generate --alg "
                  "ES256 --activate` and the same with RS256");
    }
    client_secret_keys_.set(load_client_secret_keys(program, config));
    load_pages();
  }

  // Keeps the old files when a new one is bad.
  void reload() {
    try {
      if (program_.signs) keys_.replace_sealing_keys(load_sealing_keys(program_, config_));
      client_secret_keys_.set(load_client_secret_keys(program_, config_));
      load_pages();
      log_.write(LogLevel::kInfo, "program.reloaded", {});
    } catch (const std::exception& fault) {
      log_.write(LogLevel::kError, "program.not_reloaded", {{"detail", fault.what()}});
    }
  }

  http::Response answer(const http::Request& request) {
    http::Response response = ask_endpoint(request);
    counters_.count_request(response.status());
    return response;
  }

  // The fixed answer to a request that never came to the endpoint.
  http::Response refuse(const http::Request& request, int status) {
    counters_.count_request(status);
    if (status < 500) {
      endpoints::log_refusal(services(), request, "body.refused", error_of(status));
    }
    return fault(request, status);
  }

  void count_up() { meter_.flush(); }

  [[nodiscard]] const Log& log() const { return log_; }

 private:
  endpoints::Services services() {
    return {.clock = clock_,
            .random = random_,
            .log = log_,
            .policy = config_.policy,
            .store = store_,
            .keys = keys_,
            .session_rules = session_rules_.get(),
            .templates = templates_.get(),
            .client_secret_keys = client_secret_keys_.get(),
            .discovery = &discovery_,
            .counters = &counters_,
            .throttle = &throttle_,
            .remote_jwks = remote_jwks_.get(),
            .routes = &routes_,
            .admissions = &admissions_};
  }

  http::Response ask_endpoint(const http::Request& request) {
    endpoints::Services all = services();
    try {
      return program_.endpoint(request, all);
    } catch (const store::Unavailable& fault) {
      // RFC 7009 2.2.1: 503 and Retry-After, for the token may still be good.
      return failed(request, 503, fault.what());
    } catch (const std::exception& fault) {
      return failed(request, 500, fault.what());
    }
  }

  static OAuthError error_of(int status) {
    if (status == 503) {
      return {ErrorCode::kTemporarilyUnavailable, "try again in a moment", "fault.unavailable"};
    }
    if (status == 500) return {ErrorCode::kServerError, "an internal fault", "fault.internal"};
    return {ErrorCode::kInvalidRequest, "the body is malformed or too large", "request.body"};
  }

  http::Response failed(const http::Request& request, int status, std::string_view why) {
    OAuthError error = error_of(status);
    error.detail = why;
    endpoints::log_fault(services(), request,
                         status == 503 ? "request.unavailable" : "request.failed", error);
    return fault(request, status);
  }

  // In the content type of the endpoint.
  [[nodiscard]] http::Response fault(const http::Request& request, int status) const {
    if (!program_.shows_pages) return endpoints::error_json(status, error_of(status));
    http::Response response = plain_fault(request, status);
    if (status == 503) response.header("Retry-After", "2");
    return response;
  }

  void load_pages() {
    if (!program_.shows_pages) return;
    auto rules = or_unfit(ops::load_session_rules(config_));
    auto templates =
        std::make_shared<const render::Templates>(config_.template_dir, config_.policy.mount);
    session_rules_.set(std::move(rules));
    templates_.set(std::move(templates));
  }

  const Program& program_;
  const ops::Config& config_;
  SystemRandom random_;
  Log log_;
  SystemClock system_clock_;
  WatchedClock clock_{system_clock_, log_};
  store::Store store_;
  KeyRing keys_;
  DiscoveryMemo discovery_;
  Counters counters_;
  Throttle throttle_;
  const std::unique_ptr<RemoteJwks> remote_jwks_;
  const guard::RouteTable routes_;
  guard::AdmissionCache admissions_;
  Meter meter_;
  Replaceable<SealingKeys> client_secret_keys_;
  Replaceable<host::SessionRules> session_rules_;
  Replaceable<render::Templates> templates_;
};

// No memory of ours on a disk: it holds keys and tokens.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace

int run(const Program& program, int argc, char* argv[]) {
  if (are_of_a_query()) argc = 1;
  if (argc == 2 && std::string_view(argv[1]) == "--help") return show_help(argv[0]);
  forbid_core_dumps();
  block_pool_signals();
  try {
    const ops::Config config = load_config(ops::config_path(config_flag(argc, argv)));
    Site site(program, config);
    const Service service{
        .handler = [&](const http::Request& request) { return site.answer(request); },
        .log = site.log(),
        .fault = [&](const http::Request& request,
                     int status) { return site.refuse(request, status); }};
    const auto serve = [&] {
      if (!is_listening_socket(0)) return serve_once(service);
      return serve_pool({.workers = config.workers.*program.workers,
                         .reload = [&] { site.reload(); },
                         .every_second = [&] { site.count_up(); }},
                        service);
    };
    const int status = serve();
    site.count_up();
    return status;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "%s: %s\n", argv[0], fault.what());
    return kUnfit;
  }
}

}  // namespace lockspire::programs
