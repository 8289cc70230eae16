// Secret: a credential in clear between mint and response. It cannot be copied or streamed, and is
// wiped on destruction.
#pragma once

#include <string>
#include <string_view>

namespace lockspire {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret() { wipe(); }

  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept;

  // The text itself. The caller neither logs nor stores it.
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] Secret duplicate() const { return Secret(text_); }

 private:
  void wipe() noexcept;
  std::string text_;
};

// Compares in time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace lockspire
