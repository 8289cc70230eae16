// From exec to the first answer.
#pragma once

#include <chrono>
#include <string>

namespace lockspire::bench {

// Runs the program once as CGI with the configuration; until the first byte of its answer. Throws
// std::runtime_error when there is none.
std::chrono::microseconds time_to_first_answer(const std::string& program,
                                               const std::string& config, const std::string& path);

}  // namespace lockspire::bench
