// What a writer is asked to do, and what it heard: texts only, so that both travel through a pipe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockspire::model {

struct Operation {
  std::string kind;
  std::vector<std::string> arguments{};
};

struct Answer {
  std::string outcome;
  std::vector<std::string> values{};
};

// An operation took effect at some instant between `start` and `end`, in nanoseconds.
struct Event {
  Operation operation;
  Answer answer;
  std::int64_t start = 0;
  std::int64_t end = 0;
};

// One line without its end: a JSON list of strings.
std::string to_line(std::string_view first, const std::vector<std::string>& rest);
std::vector<std::string> from_line(std::string_view line);

// What a model remembers of a token: the selector of an opaque one, the end of a JWT.
std::string short_name(std::string_view token);

// For people: with short names.
std::string in_words(std::string_view first, const std::vector<std::string>& rest);

}  // namespace lockspire::model
