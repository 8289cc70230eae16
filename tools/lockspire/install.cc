// lockspire install: everything that joining a site takes, planned, shown, written.
#include "tools/lockspire/install.h"

#include <filesystem>
#include <iostream>

#include "ops/install/apply.h"
#include "ops/install/plan.h"
#include "ops/install/staged_files.h"
#include "store/sqlite.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

using ops::FileClass;
using ops::InstallAction;
using ops::InstallStep;

ops::InstallInputs inputs_of(const Call& call) {
  auto inputs = ops::check_inputs({.issuer = call.one("--issuer").value_or(""),
                                   .prefix = call.one("--prefix").value_or("/"),
                                   .host = call.one("--host").value_or(""),
                                   .sigra_host = call.has("--sigra-host")});
  if (!inputs) throw Failure(kUsage, inputs.error());
  return *std::move(inputs);
}

std::string_view owner_of(const InstallStep& step) {
  switch (step.file.file_class) {
    case FileClass::kManaged:
      return "managed by Lockspire";
    case FileClass::kHost:
      return "owned by the host";
    case FileClass::kSecret:
      return "made once";
  }
  return "";
}

void show_next_steps(const ops::InstallPlan& plan) {
  const ops::Places places(plan.inputs.prefix);
  print_line("");
  print_line("Next:");
  print_line("1. nginx: in http { }    include " + places.snippets() + "/lockspire-http.conf;");
  print_line("          in server { }  include " + places.snippets() + "/lockspire-server.conf;");
  print_line("2. systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload");
  print_line("   systemctl enable --now lockspire.target && systemctl reload nginx");
  print_line("3. The host signs a cookie with " + places.session_secret() +
             ", which the group lockspire-session may read.");
  if (plan.inputs.host.empty()) {
    print_line("   A stub in its language: this command again with --host.");
  } else {
    print_line("   The stub says how: " + places.stubs() + "/" +
               std::string(stub_of(plan.inputs).installed));
  }
  print_line("4. Scopes, login_path and logout_path: " + places.config());
  print_line("5. lockspire --config " + places.config() + " verify");
  print_line("6. lockspire --config " + places.config() +
             " client create --name ... --redirect-uri ...");
}

Json json_of(const ops::InstallPlan& plan, bool written) {
  const ops::Places places(plan.inputs.prefix);
  Json json = Json::object();
  json.set("written", written);
  json.set("issuer", plan.inputs.issuer);
  json.set("config", places.config());
  json.set("manifest", places.manifest());
  json.set("database", places.database());
  json.set("session_secret_file", places.session_secret());
  json.set("files", json_of_steps(plan));
  return json;
}

Exit install(const Call& call) {
  const ops::InstallInputs inputs = inputs_of(call);
  SystemRandom random;
  const auto plan =
      ops::make_install_plan(inputs, share_of(call), std::string(version_text()), random);
  const bool dry = call.has("--dry-run");
  const bool will_write = !dry && !plan.is_refused();
  if (!call.json) show_plan(plan);
  if (will_write) write_plan(plan, actor_of(call));
  if (call.json) print_json(json_of(plan, will_write));
  if (plan.is_refused()) refuse_plan(plan);
  if (call.json) return kDone;
  if (dry) {
    print_line("dry run: nothing was written");
  } else {
    show_next_steps(plan);
  }
  return kDone;
}

std::vector<std::string_view> host_names() {
  std::vector<std::string_view> names;
  for (const ops::HostKind& kind : ops::host_kinds()) names.push_back(kind.name);
  return names;
}

}  // namespace

Option share_option() {
  return {"--share", Takes::kOne, "DIR", "where the shipped files lie, if not as installed"};
}

ops::Share share_of(const Call& call) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  auto share = ops::find_share(program, call.one("--share").value_or(""));
  if (share) return *std::move(share);
  throw Failure(kUsage, "the shipped files (templates, nginx, systemd) are not where " + program +
                            " expects them; name their folder with --share");
}

void show_plan(const ops::InstallPlan& plan) {
  std::vector<std::vector<std::string>> rows;
  for (const InstallStep* step : plan.all()) {
    rows.push_back(
        {std::string(action_name(step->action)), std::string(owner_of(*step)), step->file.path});
  }
  print_table({"ACTION", "CLASS", "FILE"}, rows);
}

Json json_of_steps(const ops::InstallPlan& plan) {
  Json files = Json::array();
  for (const InstallStep* step : plan.all()) {
    Json item = Json::object();
    item.set("path", step->file.path).set("action", action_name(step->action));
    item.set("class", owner_of(*step));
    if (!step->why.empty()) item.set("why", step->why);
    files.add(std::move(item));
  }
  return files;
}

void refuse_plan(const ops::InstallPlan& plan) {
  std::string words;
  for (const InstallStep* step : plan.all()) {
    if (step->action == InstallAction::kRefuse) words += step->why + "\n";
  }
  throw Failure(kRefused, words + "nothing was written");
}

void write_plan(const ops::InstallPlan& plan, const std::string& actor) {
  SystemRandom random;
  const SystemClock clock;
  try {
    ops::carry_out(plan, actor, clock, random);
  } catch (const ops::WriteProblem& problem) {
    throw Failure(kRefused, std::string(problem.what()) + "\nnothing was written");
  } catch (const store::StoreFault& fault) {
    throw Failure(kRefused, std::string(fault.what()) + "\nnothing was written");
  }
}

std::vector<Verb> install_verbs() {
  return {{"install",
           "",
           "write configuration, keys, nginx snippets, units and the host's stub",
           {{"--issuer", Takes::kOne, "URL", "https://HOST/PATH; below its path the endpoints hang",
             true},
            {"--prefix", Takes::kOne, "DIR", "write everything below it (default: /)"},
            {"--host", Takes::kOne, "KIND", "the language of the site that signs people in", false,
             host_names()},
            {"--sigra-host", Takes::kNothing, "", "a Phoenix site with Sigra"},
            {"--dry-run", Takes::kNothing, "", "show what would be written, and write nothing"},
            share_option()},
           install}};
}

}  // namespace lockspire::cli
