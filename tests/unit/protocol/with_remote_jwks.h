// A site that serves JWK Sets, played by a test: what it says next, and how often it was asked.
#pragma once

#include <atomic>
#include <string>

#include "protocol/remote_jwks.h"
#include "tests/support/test_store.h"

namespace lockspire::testing {

struct WithRemoteJwks : TestStore {
  static constexpr const char* kUri = "https://keys.example/jwks";

  RemoteJwks::Fetch fetch() {
    return [this](const std::string&) {
      ++fetches;
      return answer;
    };
  }

  void serve(const std::string& body, int status = 200) {
    answer = outbound::Response{.status = status, .body = body};
  }
  void fail() {
    answer = std::unexpected(outbound::Failure{outbound::FailureKind::kConnect, "nobody there"});
  }

  std::expected<outbound::Response, outbound::Failure> answer = outbound::Response{};
  std::atomic<int> fetches = 0;
  Log log{LogLevel::kError, "test", -1};
  RemoteJwks remote{store, clock, log, fetch(), 8};
};

}  // namespace lockspire::testing
