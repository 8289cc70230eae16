// A client's own view of one family of refresh tokens, and what the server may do to it.
#pragma once

#include <cstddef>
#include <string>

#include "tools/bench/requests.h"

namespace lockspire::bench {

struct RefreshFamily {
  Tokens held{};
  // Requests with the held token, whether their answer was heard or not.
  std::size_t shown = 0;
  // Exchanged for the held one, which may be asked for again until it is used.
  std::string previous{};
  std::size_t previous_shown = 0;
  // Its successor has been used: whoever shows it now is a second holder.
  std::string superseded{};
  // Connections are dropped before anything is answered. Then a request may be worked on when the
  // client has gone on, and count as a replay.
  bool drops_early = false;
};

// The first exchange and ten repeated answers.
inline constexpr std::size_t kMostAnswers = 11;

// The successor was heard: from now on the client holds it.
inline void advance(RefreshFamily& family, Tokens successor) {
  family.superseded = std::move(family.previous);
  family.previous = std::move(family.held.refresh_token);
  family.previous_shown = family.shown;
  family.held = std::move(successor);
  family.shown = 0;
}

}  // namespace lockspire::bench
