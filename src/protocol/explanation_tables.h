// The parts of the catalogue, by what was refused. For explanations.cc only.
#pragma once

#include <span>

#include "protocol/explanations.h"

namespace lockspire {

std::span<const Explanation> request_explanations();
std::span<const Explanation> client_explanations();
std::span<const Explanation> assertion_explanations();
std::span<const Explanation> authorize_explanations();
std::span<const Explanation> interaction_explanations();
std::span<const Explanation> token_explanations();
std::span<const Explanation> session_explanations();
std::span<const Explanation> guard_explanations();

}  // namespace lockspire
