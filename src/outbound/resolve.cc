#include "outbound/resolve.h"

#include <algorithm>
#include <cerrno>
#include <list>
#include <memory>
#include <mutex>

#include <netdb.h>
#include <sys/socket.h>

namespace lockspire::outbound {
namespace {

// One question that libc answers in a thread of its own, since getaddrinfo knows no deadline. Libc
// refers to it until it is answered.
class Question {
 public:
  explicit Question(std::string host) : host_(std::move(host)) {
    hints_.ai_family = AF_UNSPEC;
    hints_.ai_socktype = SOCK_STREAM;
    hints_.ai_flags = AI_ADDRCONFIG;
    control_.ar_name = host_.c_str();
    control_.ar_request = &hints_;
  }
  ~Question() {
    if (control_.ar_result != nullptr) freeaddrinfo(control_.ar_result);
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  // 0, or the reason as getaddrinfo gives it.
  int ask() {
    gaicb* list = &control_;
    return getaddrinfo_a(GAI_NOWAIT, &list, 1, nullptr);
  }

  void wait(Deadline deadline) const {
    const gaicb* list = &control_;
    while (!is_answered()) {
      const auto left = deadline - std::chrono::steady_clock::now();
      if (left.count() <= 0) return;
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
      const timespec timeout{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
      gai_suspend(&list, 1, &timeout);
    }
  }

  [[nodiscard]] bool is_answered() const { return status() != EAI_INPROGRESS; }
  [[nodiscard]] int status() const { return gai_error(&control_); }
  // True when libc does not refer to it any more.
  bool cancel() { return gai_cancel(&control_) != EAI_NOTCANCELED; }

  [[nodiscard]] std::vector<Address> answer() const {
    std::vector<Address> addresses;
    for (const addrinfo* at = control_.ar_result; at != nullptr; at = at->ai_next) {
      const auto address = address_of(*at->ai_addr);
      if (!address || std::ranges::find(addresses, *address) != addresses.end()) continue;
      addresses.push_back(*address);
    }
    return addresses;
  }

 private:
  std::string host_;
  addrinfo hints_{};
  mutable gaicb control_{};
};

// Questions that nobody waits for any more and that cannot be taken back.
class Abandoned {
 public:
  void keep(std::unique_ptr<Question> question) {
    const std::lock_guard lock(mutex_);
    std::erase_if(questions_, [](const auto& old) { return old->is_answered(); });
    questions_.push_back(std::move(question));
  }

 private:
  std::mutex mutex_;
  std::list<std::unique_ptr<Question>> questions_;
};

void abandon(std::unique_ptr<Question> question) {
  // Never destroyed: libc may still answer while the program ends.
  static auto* const abandoned = new Abandoned;
  if (!question->cancel()) abandoned->keep(std::move(question));
}

}  // namespace

std::expected<std::vector<Address>, std::string> resolve(const std::string& host,
                                                         Deadline deadline) {
  auto question = std::make_unique<Question>(host);
  if (const int failed = question->ask(); failed != 0) {
    return std::unexpected(std::string(gai_strerror(failed)));
  }
  question->wait(deadline);
  if (!question->is_answered()) {
    abandon(std::move(question));
    return std::unexpected("the resolver did not answer in time");
  }
  if (const int failed = question->status(); failed != 0) {
    return std::unexpected(std::string(gai_strerror(failed)));
  }
  auto addresses = question->answer();
  if (addresses.empty()) return std::unexpected("it has no address");
  return addresses;
}

}  // namespace lockspire::outbound
