// The members of a metadata document, and what is wrong with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/oauth_error.h"

namespace lockspire {

struct MetadataProblem {
  std::string member;  // `redirect_uris`
  std::string rule;    // what it breaks, as words that follow the member's name
  // RFC 7591 3.2.2: invalid_redirect_uri is told from the rest.
  ErrorCode code;       // invalid_redirect_uri or invalid_client_metadata
  std::string value{};  // which one of several; for operators, never in an error_description
};

using MetadataProblems = std::vector<MetadataProblem>;

// Reads members and collects what is wrong with them. The document must outlive it.
class MetadataMembers {
 public:
  explicit MetadataMembers(JsonView document) : document_(document) {}

  // Null counts as absent.
  [[nodiscard]] std::optional<JsonView> member(std::string_view name) const;

  // Each is nullopt when the member is absent or was refused.
  std::optional<std::string> text(std::string_view name);
  std::optional<std::vector<std::string>> list(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);

  void refuse(std::string_view name, std::string_view rule,
              ErrorCode code = ErrorCode::kInvalidClientMetadata, std::string value = {});

  [[nodiscard]] bool is_refused(std::string_view name) const;
  [[nodiscard]] MetadataProblems& problems() { return problems_; }

 private:
  JsonView document_;
  MetadataProblems problems_;
};

}  // namespace lockspire
