// JSON: cJSON behind a strict pre-pass (RFC 8259), and a builder.
//
// The pre-pass refuses what cJSON would take: bytes that are not UTF-8, \u0000, raw control bytes,
// numbers outside the grammar or not finite, duplicate names at any level, too deep or too many
// values, and anything but white space after the value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct cJSON;

namespace lockspire {

struct JsonLimits {
  std::size_t bytes = 65'536;
  int depth = 16;
  std::size_t members = 2'048;  // values in the whole document
};

// A value inside a Json, which must outlive it. Look-ups are case sensitive.
class JsonView {
 public:
  explicit JsonView(const cJSON* node) : node_(node) {}

  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_string() const;
  [[nodiscard]] bool is_null() const;

  // Each is nullopt when the value has another type.
  [[nodiscard]] std::optional<std::string_view> string() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  // Integral and within 2^53-1.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  // An array whose items are all strings.
  [[nodiscard]] std::optional<std::vector<std::string>> strings() const;

  // A member of an object; nullopt when absent or when this is no object.
  [[nodiscard]] std::optional<JsonView> member(std::string_view name) const;
  // Shorthands for member(name) and the getter of that type.
  [[nodiscard]] std::optional<std::string_view> string(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> strings(std::string_view name) const;

  // Empty when this is no array, no object.
  [[nodiscard]] std::vector<JsonView> items() const;
  [[nodiscard]] std::vector<std::pair<std::string_view, JsonView>> members() const;

  [[nodiscard]] std::string print() const;
  [[nodiscard]] const cJSON* node() const { return node_; }

 private:
  const cJSON* node_;
};

// An owned document. Values given to set() and add() must be valid UTF-8 without NUL.
class Json {
 public:
  // The second member of the pair says what is wrong and at which byte, for operators.
  static std::optional<Json> parse(std::string_view text, const JsonLimits& limits = {},
                                   std::string* problem = nullptr);
  static Json object();
  static Json array();
  static Json strings(std::span<const std::string> items);
  // A deep copy.
  static Json copy(JsonView view);

  [[nodiscard]] JsonView view() const;
  [[nodiscard]] std::string print() const { return view().print(); }
  [[nodiscard]] std::string pretty() const;

  // Members are kept in the order they were set; setting a name again replaces its value.
  Json& set(std::string_view name, std::string_view value);
  Json& set(std::string_view name, const char* value) { return set(name, std::string_view(value)); }
  Json& set(std::string_view name, std::int64_t value);
  Json& set(std::string_view name, bool value);
  Json& set(std::string_view name, Json value);
  // REQUIRES: this is an array.
  Json& add(std::string_view value);
  Json& add(Json value);

 private:
  struct Deleter {
    void operator()(cJSON* node) const;
  };
  explicit Json(cJSON* node) : node_(node) {}
  Json& attach(std::string_view name, cJSON* item);
  std::unique_ptr<cJSON, Deleter> node_;
};

}  // namespace lockspire
