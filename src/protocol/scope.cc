#include "protocol/scope.h"

#include <algorithm>

namespace lockspire {
namespace {

constexpr std::string_view kOfflineAccess = "offline_access";

// RFC 6749 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
bool is_scope_token(std::string_view word) {
  return std::ranges::all_of(
      word, [](char c) { return c >= 0x21 && c <= 0x7e && c != '"' && c != '\\'; });
}

// OIDC Core 11: offline_access means a refresh token, which the client must be registered for.
bool may_go_offline(const Client& client, const Policy& policy) {
  return policy.scopes.contains(std::string(kOfflineAccess)) && client.has_scope(kOfflineAccess) &&
         client.allows_grant("refresh_token");
}

// Calls take(word) for what stands between spaces.
template <typename Take>
void each_word(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (!word.empty()) take(word);
  }
}

}  // namespace

Words split_words(std::string_view text) {
  Words words;
  each_word(text, [&](std::string_view word) {
    if (!contains(words, word)) words.emplace_back(word);
  });
  return words;
}

bool has_repeated_word(std::string_view text) {
  std::size_t count = 0;
  each_word(text, [&](std::string_view) { ++count; });
  return count > split_words(text).size();
}

std::string join_words(const Words& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

bool contains(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_subset(const Words& part, const Words& whole) {
  return std::ranges::all_of(part, [&](const auto& word) { return contains(whole, word); });
}

Words difference(const Words& part, const Words& whole) {
  Words out;
  std::ranges::copy_if(part, std::back_inserter(out),
                       [&](const auto& word) { return !contains(whole, word); });
  return out;
}

Words intersection(const Words& part, const Words& whole) {
  return difference(part, difference(part, whole));
}

Words unite(Words base, const Words& more) {
  for (const std::string& word : more) {
    if (!contains(base, word)) base.push_back(word);
  }
  return base;
}

Result<Words> check_requested_scope(const std::optional<std::string>& scope, const Client& client,
                                    const Policy& policy) {
  Words granted;
  for (const std::string& word : split_words(scope.value_or(""))) {
    if (!is_scope_token(word)) {
      return fail(ErrorCode::kInvalidScope, "scope has characters that are not allowed",
                  "scope.malformed");
    }
    if (word == kOfflineAccess && !may_go_offline(client, policy)) continue;
    // RFC 6749 3.3: a scope that is unknown or exceeds what the client may ask is refused.
    if (!policy.scopes.contains(word)) {
      return fail(ErrorCode::kInvalidScope, "scope is unknown", "scope.unknown", "scope: " + word);
    }
    if (!client.has_scope(word)) {
      return fail(ErrorCode::kInvalidScope, "scope is not registered for this client",
                  "scope.not_registered", "scope: " + word);
    }
    granted.push_back(word);
  }
  // RFC 6749 3.3 #omitted: there is no default, so a request without a scope fails.
  if (granted.empty()) {
    return fail(ErrorCode::kInvalidScope, "scope is missing", "scope.missing");
  }
  return granted;
}

Result<Words> check_narrowed_scope(const std::optional<std::string>& scope, const Words& granted) {
  if (!scope) return granted;
  Words narrowed = split_words(*scope);
  // RFC 6749 6: the scope must not include any that was not granted originally.
  // RFC 6749 6 #scope: the new scope cannot exceed the old one.
  if (narrowed.empty() || !is_subset(narrowed, granted)) {
    return fail(ErrorCode::kInvalidScope, "scope exceeds what was granted", "scope.exceeds_grant");
  }
  return narrowed;
}

}  // namespace lockspire
