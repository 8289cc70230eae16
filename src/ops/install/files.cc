#include "ops/install/files.h"

#include <array>
#include <string_view>

#include "base/base64url.h"
#include "ops/config_values.h"
#include "ops/install/disk.h"
#include "ops/install/placeholders.h"
#include "ops/install/settings.h"
#include "ops/install/units.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kManagedWords =
    "Managed by Lockspire: `lockspire upgrade` keeps it current, and refuses to once it was "
    "edited.";
constexpr std::string_view kHostWords =
    "Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites "
    "it.";
constexpr std::string_view kSecretName = "main";
constexpr std::size_t kSecretBytes = 32;
constexpr std::array<std::string_view, 6> kSnippets{
    "lockspire-http.conf", "lockspire-params.conf", "lockspire-server.conf",
    "guard.conf",          "guard-route.conf",      "guard-open.conf"};
constexpr std::array<std::string_view, 4> kManagedTemplates{"head.tpl", "error.tpl",
                                                            "form_post.tpl", "apps.tpl"};

std::string quoted(const std::string& text) {
  return toml_string(text);
}

std::string commented(std::string_view words, const std::string& text) {
  return "# " + std::string(words) + "\n" + text;
}

// The line that switches escaping on must be the first thing in the file.
std::string commented_template(std::string_view words, const std::string& text) {
  const auto end = text.find('\n');
  return text.substr(0, end) + "{{! " + std::string(words) + " }}" + text.substr(end);
}

class Writer {
 public:
  Writer(const InstallInputs& inputs, const Share& share)
      : inputs_(inputs), share_(share), places_(inputs.prefix), policy_(policy_of(inputs)) {}

  std::vector<InstallFile> files(Random& random) {
    add(places_.config(), commented(std::string(kHostWords) + "\n#", configuration()),
        FileClass::kHost);
    add_secret(places_.session_secret(), 0640, random);
    add_secret(places_.sealing_key(), 0640, random);
    add_secret(places_.client_secret_key(), 0640, random);
    add_templates();
    add_stub();
    add_snippets();
    add_units();
    return std::move(files_);
  }

 private:
  void add(std::string path, std::string content, FileClass file_class) {
    files_.push_back({std::move(path), std::move(content), 0644, file_class});
  }

  void add_secret(std::string path, unsigned mode, Random& random) {
    std::string text = base64url(random.bytes(kSecretBytes)) + "\n";
    files_.push_back({std::move(path), std::move(text), mode, FileClass::kSecret});
  }

  [[nodiscard]] std::string configuration() const {
    std::string text = read_example_config(share_);
    const std::string secrets = "[{ name = " + quoted(std::string(kSecretName)) +
                                ", file = " + quoted(places_.session_secret()) + " }]";
    text = with_setting(text, "", "issuer", quoted(policy_.issuer));
    text = with_setting(text, "", "database", quoted(places_.database()));
    text = with_setting(text, "", "sealing_key_file", quoted(places_.sealing_key()));
    text = with_setting(text, "", "client_secret_key_file", quoted(places_.client_secret_key()));
    text = with_setting(text, "", "template_dir", quoted(places_.templates()));
    text = with_setting(text, "", "schema_dir", quoted(share_.dir + "/schema/sqlite"));
    text = with_setting(text, "session", "secrets", secrets);
    return with_setting(text, "session", "issuer", quoted(policy_.origin));
  }

  void add_templates() {
    const auto add_one = [&](std::string_view name, std::string_view words, FileClass file_class) {
      const std::string text = read_shipped(share_, "templates/" + std::string(name));
      add(places_.templates() + "/" + std::string(name), commented_template(words, text),
          file_class);
    };
    add_one("consent.tpl", kHostWords, FileClass::kHost);
    for (const std::string_view name : kManagedTemplates) {
      add_one(name, kManagedWords, FileClass::kManaged);
    }
  }

  void add_stub() {
    if (inputs_.host.empty()) return;
    const HostKind stub = stub_of(inputs_);
    const std::string text = read_shipped(share_, "templates/host/" + std::string(stub.shipped));
    const Values values{
        {"ISSUER", policy_.issuer},
        {"ORIGIN", policy_.origin},
        {"SECRET_NAME", std::string(kSecretName)},
        {"SECRET_FILE", places_.session_secret()},
        {"COOKIE_NAME", policy_.secure ? "__Host-lockspire_session" : "lockspire_session"},
        {"COOKIE_ATTRIBUTES",
         std::string("Path=/; HttpOnly; SameSite=Lax") + (policy_.secure ? "; Secure" : "")},
    };
    add(places_.stubs() + "/" + std::string(stub.installed), fill_in(text, values),
        FileClass::kHost);
  }

  void add_snippets() {
    const Values values{
        {"MOUNT", policy_.mount},
        {"RUN_DIR", places_.run_dir()},
        {"ASSETS_DIR", share_.dir + "/templates/assets"},
        {"SNIPPETS", places_.snippets()},
        {"ACCESS_LOG", places_.log_dir() + "/lockspire.log"},
    };
    for (const std::string_view name : kSnippets) {
      std::string text = fill_in(read_shipped(share_, "nginx/" + std::string(name)), values);
      if (policy_.mount.empty() && name == "lockspire-server.conf") text = for_root_issuer(text);
      add(places_.snippets() + "/" + std::string(name), commented(kManagedWords, text),
          FileClass::kManaged);
    }
  }

  // What a package brought is the package's, unless an installation before it wrote its own.
  [[nodiscard]] bool units_are_packaged() const {
    return share_.packaged_units && inputs_.prefix.empty() &&
           !look_at(places_.units() + "/lockspire.target").exists;
  }

  void add_units() {
    if (units_are_packaged()) return;
    for (const Unit& unit : units_of(places_, share_)) {
      add(inputs_.prefix + "/etc/" + unit.folder + "/" + unit.name,
          commented(kManagedWords, unit.text), FileClass::kManaged);
    }
  }

  const InstallInputs& inputs_;
  const Share& share_;
  Places places_;
  Policy policy_;
  std::vector<InstallFile> files_;
};

}  // namespace

std::vector<InstallFile> files_of(const InstallInputs& inputs, const Share& share, Random& random) {
  return Writer(inputs, share).files(random);
}

}  // namespace lockspire::ops
