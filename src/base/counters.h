// What a program counts, until it is added to the database: cheap enough for every request, and of
// bounded size, since every label is a status or a name that stands in the source.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/oauth_error.h"

namespace lockspire {

class Counters {
 public:
  // By status. A status that HTTP does not have counts as 0.
  void count_request(int status);
  void count_refusal(Literal reason);
  // `grant_type` must be static.
  void count_issued(std::string_view grant_type);

  struct Count {
    std::string_view name;   // lockspire_requests_total
    std::string_view label;  // status
    std::string value;       // 200
    std::uint64_t amount;

    friend bool operator==(const Count&, const Count&) = default;
  };

  // What was counted since the last call.
  [[nodiscard]] std::vector<Count> take();

 private:
  using Named = std::map<std::string_view, std::uint64_t>;

  std::array<std::atomic<std::uint64_t>, 600> requests_{};
  std::mutex mutex_;  // over the next two
  Named refusals_;
  Named issued_;
};

}  // namespace lockspire
