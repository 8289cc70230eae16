// lockspire version.
#include "store/migrate.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

Exit version(const Call& call) {
  if (call.json) {
    Json json = Json::object();
    json.set("version", LOCKSPIRE_VERSION);
    json.set("schema", std::int64_t{store::kSchemaVersion});
    print_json(json);
    return kDone;
  }
  print_line("lockspire " LOCKSPIRE_VERSION);
  return kDone;
}

}  // namespace

std::string_view version_text() {
  return LOCKSPIRE_VERSION;
}

std::vector<Verb> version_verbs() {
  return {{"version", "", "what this is", {}, version}};
}

}  // namespace lockspire::cli
