// lockspire token: what was issued.
#include "ops/tokens.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

constexpr int kUsualLimit = 100;

template <typename Name>
std::optional<Name> name_of(const Call& call, std::string_view option) {
  const auto text = call.one(option);
  if (!text) return std::nullopt;
  return Name(*text);
}

std::string text_of(const std::optional<Subject>& sub) {
  return sub ? sub->text() : "";
}

Json json_of(const store::ListedToken& token) {
  Json json = Json::object();
  json.set("kind", token.kind);
  json.set("id", token.selector.text());
  json.set("client_id", token.client_id.text());
  if (token.sub) json.set("sub", token.sub->text());
  if (token.grant_id) json.set("grant_id", token.grant_id->text());
  json.set("scope", token.scopes);
  set_time(json, "issued_at", token.issued_at);
  set_time(json, "expires_at", token.expires_at);
  json.set("state", token.state);
  return json;
}

Exit list(const Call& call) {
  const store::TokenFilter filter{.client_id = name_of<ClientId>(call, "--client"),
                                  .sub = name_of<Subject>(call, "--sub"),
                                  .grant_id = name_of<GrantId>(call, "--grant"),
                                  .live_only = !call.has("--all"),
                                  .limit = positive_number(call, "--limit", kUsualLimit)};
  const Installation installation(call);
  const auto tokens = ops::list_tokens(installation.who(), filter);
  if (call.json) {
    Json json = Json::array();
    for (const auto& token : tokens) json.add(json_of(token));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(tokens.size());
  for (const auto& token : tokens) {
    rows.push_back({token.selector.text(), token.kind, token.state, token.client_id.text(),
                    text_of(token.sub), token.scopes, time_text(token.expires_at)});
  }
  print_table({"ID", "KIND", "STATE", "CLIENT_ID", "SUB", "SCOPE", "EXPIRES"}, rows);
  return kDone;
}

Exit show(const Call& call) {
  const Installation installation(call);
  const auto token = value_or_fail(ops::show_token(installation.who(), *call.one("ID")));
  if (call.json) {
    print_json(json_of(token));
    return kDone;
  }
  print_fields({{"id", token.selector.text()},
                {"kind", token.kind},
                {"state", token.state},
                {"client_id", token.client_id.text()},
                {"sub", text_of(token.sub)},
                {"grant_id", token.grant_id ? token.grant_id->text() : ""},
                {"scope", token.scopes},
                {"issued_at", time_text(token.issued_at)},
                {"expires_at", time_text(token.expires_at)}});
  return kDone;
}

Exit revoke(const Call& call) {
  const Installation installation(call);
  const auto revoked = value_or_fail(ops::revoke_token(installation.who(), *call.one("ID")));
  if (call.json) {
    Json json = Json::object();
    json.set("revoked", revoked.kind);
    json.set("id", revoked.id);
    print_json(json);
    return kDone;
  }
  print_line("revoked " + revoked.kind + " " + revoked.id);
  return kDone;
}

Exit revoke_all(const Call& call) {
  const Installation installation(call);
  const auto revoked = ops::revoke_all_tokens(installation.who());
  if (call.json) {
    Json json = Json::object();
    json.set("grants", revoked.grants).set("access_tokens", revoked.access_tokens);
    print_json(json);
    return kDone;
  }
  print_line("revoked " + std::to_string(revoked.grants) + " grants and " +
             std::to_string(revoked.access_tokens) + " access tokens");
  return kDone;
}

}  // namespace

std::vector<Verb> token_verbs() {
  const Option id{"ID", Takes::kOne, "ID", "its jti, the part before its dot, or a grant_id", true};
  return {
      {"token",
       "list",
       "live tokens, the newest first",
       {{"--client", Takes::kOne, "ID", "of this client"},
        {"--sub", Takes::kOne, "SUB", "of this account"},
        {"--grant", Takes::kOne, "ID", "of this grant"},
        {"--all", Takes::kNothing, "", "ended and expired ones too"},
        {"--limit", Takes::kOne, "N", "at most so many (default: 100)"}},
       list},
      {"token", "show", "one token", {id}, show},
      {"token",
       "revoke",
       "end an access token, or a refresh token with its whole grant",
       {id},
       revoke},
      {"token",
       "revoke-all",
       "end every grant and token: before a restored backup serves again",
       {},
       revoke_all},
  };
}

}  // namespace lockspire::cli
