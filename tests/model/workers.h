// Who carries operations out: a thread of this process, or another process.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/model/node.h"
#include "tests/model/operation.h"

namespace lockspire::model {

class Worker {
 public:
  virtual ~Worker() = default;
  // Used by one thread at a time.
  virtual Answer run(const Operation& operation) = 0;
};

// Several of them share one node.
class ThreadWorker final : public Worker {
 public:
  explicit ThreadWorker(Node& node) : node_(node) {}
  Answer run(const Operation& operation) override { return node_.run(operation); }

 private:
  Node& node_;
};

// This program again, with a node of its own, told by a pipe what to do.
class ProcessWorker final : public Worker {
 public:
  explicit ProcessWorker(const NodeOptions& options);
  ~ProcessWorker() override;
  ProcessWorker(const ProcessWorker&) = delete;
  ProcessWorker& operator=(const ProcessWorker&) = delete;

  // Throws when the process is gone.
  Answer run(const Operation& operation) override;

 private:
  pid_t pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

// The other end of ProcessWorker: serves until the input ends.
void serve_operations(const NodeOptions& options);

// One list of operations for each worker, begun at the same instant; what they heard, by worker.
// Throws what a worker threw.
std::vector<std::vector<Event>> run_side_by_side(
    const std::vector<std::unique_ptr<Worker>>& workers,
    const std::vector<std::vector<Operation>>& lists);

}  // namespace lockspire::model
