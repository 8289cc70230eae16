#include "ops/install/manifest.h"

#include "base/digest.h"
#include "base/json.h"

namespace lockspire::ops {
namespace {

std::string text_at(const JsonView& json, std::string_view name) {
  return std::string(json.string(name).value_or(""));
}

}  // namespace

std::string checksum_of(std::string_view content) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : sha256(content)) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string print_manifest(const InstallManifest& manifest) {
  Json inputs = Json::object();
  inputs.set("issuer", manifest.inputs.issuer);
  inputs.set("prefix", manifest.inputs.prefix.empty() ? "/" : manifest.inputs.prefix);
  inputs.set("host", manifest.inputs.host);
  inputs.set("sigra_host", manifest.inputs.sigra_host);
  Json files = Json::array();
  for (const ManagedFile& file : manifest.managed_files) {
    Json item = Json::object();
    item.set("path", file.path).set("checksum", file.checksum);
    files.add(std::move(item));
  }
  Json json = Json::object();
  json.set("generator", "lockspire install").set("version", manifest.version);
  json.set("inputs", std::move(inputs)).set("managed_files", std::move(files));
  return json.pretty() + "\n";
}

std::expected<InstallManifest, std::string> parse_manifest(const std::string& text) {
  std::string problem;
  const auto json = Json::parse(text, {}, &problem);
  if (!json) return std::unexpected("is not JSON: " + problem);
  const auto inputs = json->view().member("inputs");
  const auto files = json->view().member("managed_files");
  if (!inputs || !inputs->is_object() || !files || !files->is_array()) {
    return std::unexpected("has no inputs or no managed_files");
  }
  InstallManifest manifest{.version = text_at(json->view(), "version"),
                           .inputs = {.issuer = text_at(*inputs, "issuer"),
                                      .prefix = text_at(*inputs, "prefix"),
                                      .host = text_at(*inputs, "host"),
                                      .sigra_host = inputs->boolean("sigra_host").value_or(false)},
                           .managed_files = {}};
  for (const JsonView& item : files->items()) {
    manifest.managed_files.push_back({text_at(item, "path"), text_at(item, "checksum")});
    if (manifest.managed_files.back().path.empty())
      return std::unexpected("has a file without a path");
  }
  return manifest;
}

}  // namespace lockspire::ops
