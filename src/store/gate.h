// The gate between processes: whoever writes or checkpoints holds an flock on `<database>.writer`.
// The kernel wakes waiters at once, so that no process starves another; a killed holder's lock ends
// with it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "store/database_file.h"

namespace lockspire::store {

class Gate {
 public:
  // Released when it goes.
  class Held {
   public:
    explicit Held(int fd) : fd_(fd) {}
    ~Held() { release(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    Held(Held&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Held& operator=(Held&&) = delete;
    void release();

   private:
    int fd_;
  };

  // `path`: of the database, as real_path() gives it.
  explicit Gate(const std::string& path);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Throws Unavailable when the gate cannot be had within `patience`. Used by one thread at a time.
  Held acquire(std::chrono::milliseconds patience);

 private:
  void open_file();
  void give_to_owner_of_database() const;
  void close_file();
  void lock(std::chrono::milliseconds patience);

  const std::string database_;
  const std::string path_;
  int fd_ = -1;
  std::optional<FileId> id_;
};

}  // namespace lockspire::store
