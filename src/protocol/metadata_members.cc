#include "protocol/metadata_members.h"

#include <algorithm>
#include <utility>

namespace lockspire {

std::optional<JsonView> MetadataMembers::member(std::string_view name) const {
  const auto member = document_.member(name);
  if (!member || member->is_null()) return std::nullopt;
  return member;
}

std::optional<std::string> MetadataMembers::text(std::string_view name) {
  const auto value = member(name);
  if (!value) return std::nullopt;
  const auto text = value->string();
  if (!text) refuse(name, "must be a string");
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::optional<std::vector<std::string>> MetadataMembers::list(std::string_view name) {
  const auto value = member(name);
  if (!value) return std::nullopt;
  auto list = value->strings();
  if (!list) refuse(name, "must be a list of strings");
  return list;
}

std::optional<bool> MetadataMembers::boolean(std::string_view name) {
  const auto value = member(name);
  if (!value) return std::nullopt;
  const auto flag = value->boolean();
  if (!flag) refuse(name, "must be true or false");
  return flag;
}

std::optional<std::int64_t> MetadataMembers::integer(std::string_view name) {
  const auto value = member(name);
  if (!value) return std::nullopt;
  const auto number = value->integer();
  if (!number) refuse(name, "must be a whole number");
  return number;
}

void MetadataMembers::refuse(std::string_view name, std::string_view rule, ErrorCode code,
                             std::string value) {
  problems_.push_back({std::string(name), std::string(rule), code, std::move(value)});
}

bool MetadataMembers::is_refused(std::string_view name) const {
  return std::ranges::find(problems_, name, &MetadataProblem::member) != problems_.end();
}

}  // namespace lockspire
