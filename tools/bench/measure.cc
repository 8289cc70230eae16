#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>

#include "tools/bench/api.h"
#include "tools/bench/consent.h"
#include "tools/bench/modes.h"
#include "tools/bench/start_time.h"
#include "tools/bench/usage.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

constexpr std::size_t kMostAccessTokens = 20'000;

class Measurement {
 public:
  Measurement(const Site& site, const Options& options) : site_(site), options_(options) {}

  int run() {
    documents();
    const bool without_tokens =
        options_.only == "discovery" || options_.only == "jwks" || options_.only == "guard";
    for (const std::string& alg : options_.algs) {
      if (!without_tokens) tokens(alg);
    }
    if (wants("userinfo")) show_userinfo();
    if (wants("guard") && !site_.api_client.client_id.empty()) call_the_api();
    std::printf("\nstart, from exec to the first answer:");
    for (const char* program : {"discovery", "jwks", "authorize", "token", "userinfo"}) {
      start(program);
    }
    std::printf("\n");
    return failed_ == 0 ? 0 : 1;
  }

 private:
  [[nodiscard]] bool wants(std::string_view name) const {
    return options_.only.empty() || options_.only == name;
  }

  [[nodiscard]] LoadOptions load() const {
    return {.port = site_.port, .connections = options_.connections, .duration = options_.duration};
  }

  void documents() {
    if (wants("discovery")) {
      FetchDocument discovery(site_, "/.well-known/openid-configuration");
      row("discovery", "discovery", discovery);
    }
    if (wants("jwks")) {
      FetchDocument jwks(site_, "/jwks");
      row("jwks", "jwks", jwks);
    }
  }

  void tokens(const std::string& alg) {
    const auto found = site_.clients.find(alg);
    if (found == site_.clients.end()) throw std::runtime_error("no client for " + alg);
    const BenchClient& client = found->second;
    remember_consent(site_, client);
    std::vector<std::string> codes = authorize(client, alg == options_.algs.front());
    if (options_.only == "authorize") return;
    std::vector<Tokens> granted = redeem(client, alg, std::move(codes));
    keep_access_tokens(granted);
    if (!wants("refresh")) return;
    RefreshTokens refreshes(site_, client, std::move(granted));
    row("token: refresh, " + alg, "token", refreshes);
  }

  // The codes that the next rows need; a row of its own the first time.
  std::vector<std::string> authorize(const BenchClient& client, bool first) {
    Authorize workload(site_, client);
    if (first && wants("authorize")) {
      row("authorize", "authorize", workload);
    } else if (options_.only != "authorize") {
      run_load(workload, load());
    }
    return workload.take_codes();
  }

  std::vector<Tokens> redeem(const BenchClient& client, const std::string& alg,
                             std::vector<std::string> codes) {
    RedeemCodes workload(site_, client, std::move(codes));
    if (wants("code")) {
      row("token: code, " + alg, "token", workload);
    } else {
      run_load(workload, load());
    }
    return workload.take_tokens();
  }

  void keep_access_tokens(const std::vector<Tokens>& granted) {
    for (const Tokens& tokens : granted) {
      if (access_tokens_.size() == kMostAccessTokens) return;
      access_tokens_.push_back(tokens.access_token);
    }
  }

  void show_userinfo() {
    ShowUserinfo workload(site_, std::move(access_tokens_));
    row("userinfo", "userinfo", workload);
  }

  // Beside each other: what nginx serves to everybody, and what it asks the guard about; with a
  // token that comes again and again, and with tokens that it looks up each time.
  void call_the_api() {
    ObtainApiTokens obtain(site_, kMostAccessTokens);
    run_load(obtain, load());
    std::vector<std::string> tokens = obtain.take_tokens();
    if (tokens.empty()) throw std::runtime_error("the client got no token for the API");
    CallApi open(site_, kOpenPath, {""});
    row("open location", "guard", open);
    CallApi one(site_, kGuardedPath, {tokens.front()});
    row("guard: one token", "guard", one);
    CallApi many(site_, kGuardedPath, std::move(tokens));
    row("guard: many tokens", "guard", many);
  }

  void row(const std::string& name, const char* program, Workload& workload) {
    if (!headed_) {
      std::printf("%-22s %9s %8s %8s %7s %9s %9s %8s %8s\n", "endpoint", "req/s", "p50 ms",
                  "p99 ms", "failed", "cpu us", "nginx us", "RSS MiB", "PSS MiB");
      headed_ = true;
    }
    const pid_t pid = site_.pids.at(program);
    const pid_t nginx = site_.pids.at("nginx");
    const double before = processor_seconds(pid);
    const double nginx_before = processor_seconds(nginx);
    const LoadResult result = run_load(workload, load());
    const double spent = processor_seconds(pid) - before;
    const double nginx_spent = processor_seconds(nginx) - nginx_before;
    const Memory memory = memory_of(pid);
    const auto requests = static_cast<double>(result.microseconds.size() + result.failed);
    failed_ += result.failed;
    std::printf("%-22s %9.0f %8.2f %8.2f %7llu %9.1f %9.1f %8.1f ", name.c_str(), result.rate(),
                result.milliseconds_at(0.5), result.milliseconds_at(0.99),
                static_cast<unsigned long long>(result.failed), spent * 1e6 / requests,
                nginx_spent * 1e6 / requests, memory.rss_mib);
    if (memory.pss_mib) {
      std::printf("%8.1f\n", *memory.pss_mib);
    } else {
      std::printf("%8s\n", "-");
    }
    std::fflush(stdout);
  }

  void start(const char* program) const {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    const auto path = self.parent_path() / (std::string("lockspire-") + program);
    const auto took =
        time_to_first_answer(path.string(), site_.config, site_.mount + "/" + program);
    std::printf(" %s %.1f ms", program, static_cast<double>(took.count()) / 1000.0);
  }

  const Site& site_;
  const Options& options_;
  std::vector<std::string> access_tokens_;
  std::uint64_t failed_ = 0;
  bool headed_ = false;
};

}  // namespace

int measure(const Site& site, const Options& options) {
  return Measurement(site, options).run();
}

}  // namespace lockspire::bench
