// lockspire resource: the APIs that access tokens can be for.
#include "ops/config_values.h"
#include "ops/resources.h"
#include "protocol/client.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

Json json_of(const store::Resource& resource) {
  Json json = Json::object();
  json.set("identifier", resource.identifier);
  json.set("scopes", Json::strings(split_words(resource.scopes)));
  set_text(json, "token_format", resource.token_format);
  if (resource.lifetime) json.set("lifetime", *resource.lifetime);
  set_time(json, "created_at", resource.created_at);
  set_time(json, "updated_at", resource.updated_at);
  return json;
}

std::string lifetime_text(const store::Resource& resource) {
  return resource.lifetime ? ops::print_duration(Seconds(*resource.lifetime)) : "";
}

Exit print_resource(const Call& call, const store::Resource& resource) {
  if (call.json) {
    print_json(json_of(resource));
    return kDone;
  }
  print_fields({{"identifier", resource.identifier},
                {"scopes", resource.scopes},
                {"token_format", resource.token_format.value_or("")},
                {"lifetime", lifetime_text(resource)},
                {"created_at", time_text(resource.created_at)},
                {"updated_at", time_text(resource.updated_at)}});
  return kDone;
}

// Both --scope read --scope write and --scope "read write".
Words scopes_of(const Call& call) {
  Words scopes;
  for (const std::string& text : call.all("--scope")) {
    scopes = unite(std::move(scopes), split_words(text));
  }
  return scopes;
}

Exit add(const Call& call) {
  ops::NewResource resource{.identifier = *call.one("URI"), .scopes = scopes_of(call)};
  if (const auto format = call.one("--format")) resource.token_format = parse_token_format(*format);
  if (call.has("--lifetime")) resource.lifetime = duration(call, "--lifetime", Seconds(0));
  const Installation installation(call);
  return print_resource(call, value_or_fail(ops::add_resource(installation.who(), resource)));
}

Exit list(const Call& call) {
  const Installation installation(call);
  const auto resources = ops::list_resources(installation.who());
  if (call.json) {
    Json json = Json::array();
    for (const auto& resource : resources) json.add(json_of(resource));
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(resources.size());
  for (const auto& resource : resources) {
    rows.push_back({resource.identifier, resource.scopes, resource.token_format.value_or(""),
                    lifetime_text(resource)});
  }
  print_table({"IDENTIFIER", "SCOPES", "FORMAT", "LIFETIME"}, rows);
  return kDone;
}

Exit show(const Call& call) {
  const Installation installation(call);
  return print_resource(call,
                        value_or_fail(ops::show_resource(installation.who(), *call.one("URI"))));
}

Exit remove(const Call& call) {
  const Installation installation(call);
  return print_resource(call,
                        value_or_fail(ops::remove_resource(installation.who(), *call.one("URI"))));
}

}  // namespace

std::vector<Verb> resource_verbs() {
  const Option uri{"URI", Takes::kOne, "URI",
                   "its identifier, for instance https://api.example.com", true};
  return {
      {"resource",
       "add",
       "register a protected resource, or replace what is registered for it",
       {uri,
        {"--scope", Takes::kMany, "SCOPE", "scope that means something there; known in [scopes]"},
        {"--format",
         Takes::kOne,
         "FORMAT",
         "of its access tokens (default: the client's)",
         false,
         {"jwt", "opaque"}},
        {"--lifetime", Takes::kOne, "DURATION", "of its access tokens (default: the server's)"}},
       add},
      {"resource", "list", "all protected resources", {}, list},
      {"resource", "show", "one protected resource", {uri}, show},
      {"resource",
       "remove",
       "give no more tokens for it; those that are out live to their end",
       {uri},
       remove},
  };
}

}  // namespace lockspire::cli
