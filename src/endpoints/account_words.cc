#include "endpoints/account_words.h"

#include <optional>
#include <string_view>

#include "base/json.h"

namespace lockspire::endpoints {

std::string account_words(const host::Session& session) {
  const auto claims = session.claims.empty() ? std::nullopt : Json::parse(session.claims);
  if (!claims) return session.sub.text();
  const auto text = [&](std::string_view name) {
    return std::string(claims->view().string(name).value_or(""));
  };
  std::string name = text("name");
  if (name.empty()) name = text("preferred_username");
  const std::string email = text("email");
  if (name.empty()) return email.empty() ? session.sub.text() : email;
  return email.empty() ? name : name + " (" + email + ")";
}

const std::string& scope_sentence(const Policy& policy, const std::string& scope) {
  const auto words = policy.scopes.find(scope);
  return words == policy.scopes.end() ? scope : words->second;
}

}  // namespace lockspire::endpoints
