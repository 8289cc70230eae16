#include "tools/bench/limits.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "jose/jwk.h"
#include "ops/config.h"
#include "programs/fd.h"
#include "tools/bench/ceiling.h"
#include "tools/bench/durable_rows.h"

namespace lockspire::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTime{500};
constexpr int kWriters = 64;

// How often all threads together do it in a second.
double rate_of(unsigned threads, const std::function<void()>& once) {
  std::atomic<std::uint64_t> done = 0;
  const auto start = SteadyClock::now();
  std::vector<std::jthread> working;
  for (unsigned i = 0; i < threads; ++i) {
    working.emplace_back([&] {
      while (SteadyClock::now() - start < kTime) {
        once();
        done.fetch_add(1, std::memory_order_relaxed);
      }
    });
  }
  working.clear();
  const std::chrono::duration<double> took = SteadyClock::now() - start;
  return static_cast<double>(done.load()) / took.count();
}

double signatures(jose::Alg alg) {
  const jose::SigningKey key = jose::SigningKey::generate(alg);
  const std::string input(300, 'x');  // about as long as a token
  return rate_of(std::thread::hardware_concurrency(), [&] { (void)key.sign(input); });
}

double flushes(const std::string& beside) {
  std::string path = beside + ".flush.XXXXXX";
  const programs::Fd file(::mkstemp(path.data()));
  if (!file.is_open()) throw std::system_error(errno, std::generic_category(), path);
  ::unlink(path.c_str());
  const std::string block(4'096, 'x');
  return rate_of(1, [&] {
    if (::write(file.get(), block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
        ::fdatasync(file.get()) != 0) {
      throw std::system_error(errno, std::generic_category(), path);
    }
  });
}

double commits(const Site& site) {
  const auto config = ops::load_config(site.config);
  if (!config) throw std::runtime_error(site.config + " is not fit");
  DurableRows rows(ceiling_database(site), config->schema_dir);
  return rate_of(kWriters, [&] { rows.write(); });
}

}  // namespace

MachineLimits measure_limits(const Site& site) {
  return {.es256_per_second = signatures(jose::Alg::kEs256),
          .rs256_per_second = signatures(jose::Alg::kRs256),
          .flushes_per_second = flushes(ceiling_database(site)),
          .commits_per_second = commits(site)};
}

}  // namespace lockspire::bench
