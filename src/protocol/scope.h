// RFC 6749 3.3: sets of scopes, and space-separated lists in general.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocol/client.h"
#include "protocol/policy.h"

namespace lockspire {

using Words = std::vector<std::string>;

// The words between spaces, in order, without duplicates; and whether there were any.
Words split_words(std::string_view text);
bool has_repeated_word(std::string_view text);
std::string join_words(const Words& words);
bool contains(const Words& words, std::string_view word);
bool is_subset(const Words& part, const Words& whole);
// The words of `part` that are not in `whole`.
Words difference(const Words& part, const Words& whole);
// The words of `part` that are in `whole` too.
Words intersection(const Words& part, const Words& whole);
// `base` and what `more` adds to it.
Words unite(Words base, const Words& more);

// The scopes of an authorization request: invalid_scope when none is asked, or one is malformed,
// unknown here, or not registered for the client. offline_access alone is dropped instead.
Result<Words> check_requested_scope(const std::optional<std::string>& scope, const Client& client,
                                    const Policy& policy);

// RFC 6749 6: the scopes of a refresh request, all of `granted` when none is asked. The narrowing
// holds for this access token only.
Result<Words> check_narrowed_scope(const std::optional<std::string>& scope, const Words& granted);

}  // namespace lockspire
