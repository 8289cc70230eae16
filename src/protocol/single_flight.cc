#include "protocol/single_flight.h"

#include <algorithm>
#include <utility>

namespace lockspire {

SingleFlight::SingleFlight(int seats)
    : most_(std::max(seats, 2)), most_for_one_(std::max(most_ / 2, 2)) {}

SingleFlight::Seat::Seat(Seat&& other) noexcept
    : flights_(std::exchange(other.flights_, nullptr)),
      key_(std::move(other.key_)),
      flight_(std::move(other.flight_)) {}

SingleFlight::Seat::~Seat() {
  if (flights_ != nullptr) flights_->land(key_, *flight_);
}

std::optional<SingleFlight::Seat> SingleFlight::board(const std::string& key,
                                                      std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (aboard_ >= most_) return std::nullopt;
  const auto [place, is_first] = flights_.try_emplace(key);
  if (is_first) {
    place->second = std::make_shared<Flight>();
    ++aboard_;
    return Seat(*this, key, place->second);
  }
  const std::shared_ptr<Flight> flight = place->second;
  if (patience.count() <= 0 || flight->aboard >= most_for_one_) return std::nullopt;
  ++flight->aboard;
  ++aboard_;
  const bool landed = landed_.wait_for(lock, patience, [&] { return flight->landed; });
  --flight->aboard;
  --aboard_;
  if (!landed) return std::nullopt;
  return Seat();
}

int SingleFlight::aboard() {
  const std::lock_guard lock(mutex_);
  return aboard_;
}

void SingleFlight::land(const std::string& key, Flight& flight) {
  const std::lock_guard lock(mutex_);
  flight.landed = true;
  flights_.erase(key);
  --aboard_;
  landed_.notify_all();
}

}  // namespace lockspire
