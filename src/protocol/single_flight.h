// Of the threads that need the same slow answer, one goes for it and the others wait; and only so
// many at once are out or wait, so that a slow site cannot hold every worker of a program.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace lockspire {

class SingleFlight {
  struct Flight {
    int aboard = 1;
    bool landed = false;
  };

 public:
  // `seats` for all keys together, half of them (two at least) for one key.
  explicit SingleFlight(int seats);

  // Held by who flies, until the flight is over; by a passenger it is empty.
  class Seat {
   public:
    Seat(Seat&& other) noexcept;
    Seat& operator=(Seat&&) = delete;
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat();

    // False: the flight that this thread waited for has landed.
    [[nodiscard]] bool is_pilot() const { return flights_ != nullptr; }

   private:
    friend class SingleFlight;
    Seat() = default;
    Seat(SingleFlight& flights, std::string key, std::shared_ptr<Flight> flight)
        : flights_(&flights), key_(std::move(key)), flight_(std::move(flight)) {}

    SingleFlight* flights_ = nullptr;
    std::string key_;
    std::shared_ptr<Flight> flight_;
  };

  // Flies for `key`, or waits up to `patience` until the one who does has landed. nullopt when
  // there is no seat left, or when waiting took too long.
  std::optional<Seat> board(const std::string& key, std::chrono::milliseconds patience);

  // How many threads fly or wait now.
  [[nodiscard]] int aboard();

 private:
  void land(const std::string& key, Flight& flight);

  const int most_;
  const int most_for_one_;
  std::mutex mutex_;  // over all below
  std::condition_variable landed_;
  int aboard_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace lockspire
