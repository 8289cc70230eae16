#include "tests/model/workers.h"

#include <barrier>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace lockspire::model {
namespace {

std::int64_t nanoseconds() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

Event carry_out(Worker& worker, const Operation& operation) {
  Event event{.operation = operation, .answer = {}, .start = nanoseconds()};
  event.answer = worker.run(operation);
  event.end = nanoseconds();
  return event;
}

// Both ends are closed when another process starts.
std::pair<int, int> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  return {ends[0], ends[1]};
}

}  // namespace

ProcessWorker::ProcessWorker(const NodeOptions& options) {
  const auto [their_input, our_output] = make_pipe();
  const auto [our_input, their_output] = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, their_input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, their_output, STDOUT_FILENO);
  std::vector<std::string> words{"model", "--worker", options.database,
                                 std::to_string(options.refresh_grace.count())};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int failed =
      posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(their_input);
  close(their_output);
  to_ = fdopen(our_output, "w");
  from_ = fdopen(our_input, "r");
  if (failed != 0) throw std::system_error(failed, std::generic_category(), "posix_spawn");
}

ProcessWorker::~ProcessWorker() {
  std::fclose(to_);
  std::fclose(from_);
  waitpid(pid_, nullptr, 0);
}

Answer ProcessWorker::run(const Operation& operation) {
  const std::string request = to_line(operation.kind, operation.arguments) + "\n";
  std::fputs(request.c_str(), to_);
  std::fflush(to_);
  char* line = nullptr;
  std::size_t size = 0;
  const ssize_t length = getline(&line, &size, from_);
  const std::unique_ptr<char, void (*)(void*)> owned(line, std::free);
  if (length <= 0) throw std::runtime_error("a process of the model is gone");
  auto texts = from_line({line, static_cast<std::size_t>(length)});
  const std::string outcome = texts.front();
  texts.erase(texts.begin());
  return {outcome, std::move(texts)};
}

void serve_operations(const NodeOptions& options) {
  Node node(options);
  std::string line;
  while (std::getline(std::cin, line)) {
    auto texts = from_line(line);
    const std::string kind = texts.front();
    texts.erase(texts.begin());
    const Answer answer = node.run({kind, std::move(texts)});
    std::cout << to_line(answer.outcome, answer.values) << std::endl;
  }
}

std::vector<std::vector<Event>> run_side_by_side(
    const std::vector<std::unique_ptr<Worker>>& workers,
    const std::vector<std::vector<Operation>>& lists) {
  std::vector<std::vector<Event>> heard(workers.size());
  std::vector<std::exception_ptr> faults(workers.size());
  std::barrier start(static_cast<std::ptrdiff_t>(workers.size()));
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      try {
        for (const Operation& operation : lists[i]) {
          heard[i].push_back(carry_out(*workers[i], operation));
        }
      } catch (...) {
        faults[i] = std::current_exception();
      }
    });
  }
  threads.clear();
  for (const auto& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
  return heard;
}

}  // namespace lockspire::model
