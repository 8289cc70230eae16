#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <new>

#include <cjson/cJSON.h>

#include "base/json_syntax.h"

namespace lockspire {
namespace {

constexpr double kMaxInteger = 9007199254740991.0;

cJSON* checked(cJSON* node) {
  if (node == nullptr) throw std::bad_alloc();
  return node;
}

std::optional<std::int64_t> integer_of(double value) {
  if (!(std::fabs(value) <= kMaxInteger) || std::trunc(value) != value) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// cJSON's own printer rounds integers to 15 digits.
class Printer {
 public:
  explicit Printer(bool pretty) : pretty_(pretty) {}

  std::string print(const cJSON* node) {
    value(node, 0);
    return std::move(out_);
  }

 private:
  void value(const cJSON* node, int depth) {
    if (cJSON_IsObject(node) != 0 || cJSON_IsArray(node) != 0) return container(node, depth);
    if (cJSON_IsString(node) != 0) return string(node->valuestring);
    if (cJSON_IsNumber(node) != 0) return number(node->valuedouble);
    if (cJSON_IsBool(node) != 0) {
      out_ += cJSON_IsTrue(node) != 0 ? "true" : "false";
    } else {
      out_ += "null";
    }
  }

  void container(const cJSON* node, int depth) {
    const bool object = cJSON_IsObject(node) != 0;
    out_ += object ? '{' : '[';
    for (const cJSON* item = node->child; item != nullptr; item = item->next) {
      if (item != node->child) out_ += ',';
      new_line(depth + 1);
      if (object) {
        string(item->string);
        out_ += pretty_ ? ": " : ":";
      }
      value(item, depth + 1);
    }
    if (node->child != nullptr) new_line(depth);
    out_ += object ? '}' : ']';
  }

  void new_line(int depth) {
    if (!pretty_) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  void number(double number) {
    std::array<char, 32> text{};
    const auto whole = integer_of(number);
    const auto end = whole ? std::to_chars(text.begin(), text.end(), *whole)
                           : std::to_chars(text.begin(), text.end(), number);
    out_.append(text.data(), end.ptr);
  }

  void string(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const auto* const special = std::ranges::find_if(text, must_be_escaped);
      const auto plain = static_cast<std::size_t>(special - text.begin());
      out_ += text.substr(0, plain);
      if (special == text.end()) break;
      escaped(*special);
      text.remove_prefix(plain + 1);
    }
    out_ += '"';
  }

  // RFC 8259 7: quotation mark, reverse solidus and control characters are escaped.
  static bool must_be_escaped(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  }

  void escaped(char c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    const auto short_form = std::string_view("\"\\\b\f\n\r\t").find(c);
    if (short_form != std::string_view::npos) {
      out_ += '\\';
      out_ += "\"\\bfnrt"[short_form];
    } else {
      out_ += "\\u00";
      out_ += kHex[byte >> 4];
      out_ += kHex[byte & 0x0f];
    }
  }

  bool pretty_;
  std::string out_;
};

}  // namespace

bool JsonView::is_object() const {
  return cJSON_IsObject(node_) != 0;
}
bool JsonView::is_array() const {
  return cJSON_IsArray(node_) != 0;
}
bool JsonView::is_string() const {
  return cJSON_IsString(node_) != 0;
}
bool JsonView::is_null() const {
  return cJSON_IsNull(node_) != 0;
}

std::optional<std::string_view> JsonView::string() const {
  if (!is_string()) return std::nullopt;
  return std::string_view(node_->valuestring);
}

std::optional<bool> JsonView::boolean() const {
  if (cJSON_IsBool(node_) == 0) return std::nullopt;
  return cJSON_IsTrue(node_) != 0;
}

std::optional<std::int64_t> JsonView::integer() const {
  if (cJSON_IsNumber(node_) == 0) return std::nullopt;
  return integer_of(node_->valuedouble);
}

std::optional<std::vector<std::string>> JsonView::strings() const {
  if (!is_array()) return std::nullopt;
  std::vector<std::string> out;
  for (const JsonView& item : items()) {
    const auto text = item.string();
    if (!text) return std::nullopt;
    out.emplace_back(*text);
  }
  return out;
}

std::optional<JsonView> JsonView::member(std::string_view name) const {
  if (!is_object()) return std::nullopt;
  for (const cJSON* item = node_->child; item != nullptr; item = item->next) {
    if (name == item->string) return JsonView(item);
  }
  return std::nullopt;
}

std::optional<std::string_view> JsonView::string(std::string_view name) const {
  const auto found = member(name);
  return found ? found->string() : std::nullopt;
}

std::optional<std::int64_t> JsonView::integer(std::string_view name) const {
  const auto found = member(name);
  return found ? found->integer() : std::nullopt;
}

std::optional<bool> JsonView::boolean(std::string_view name) const {
  const auto found = member(name);
  return found ? found->boolean() : std::nullopt;
}

std::optional<std::vector<std::string>> JsonView::strings(std::string_view name) const {
  const auto found = member(name);
  return found ? found->strings() : std::nullopt;
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> out;
  if (!is_array()) return out;
  for (const cJSON* item = node_->child; item != nullptr; item = item->next) out.emplace_back(item);
  return out;
}

std::vector<std::pair<std::string_view, JsonView>> JsonView::members() const {
  std::vector<std::pair<std::string_view, JsonView>> out;
  if (!is_object()) return out;
  for (const cJSON* item = node_->child; item != nullptr; item = item->next) {
    out.emplace_back(item->string, JsonView(item));
  }
  return out;
}

std::string JsonView::print() const {
  return Printer(false).print(node_);
}

void Json::Deleter::operator()(cJSON* node) const {
  cJSON_Delete(node);
}

std::optional<Json> Json::parse(std::string_view text, const JsonLimits& limits,
                                std::string* problem) {
  if (auto wrong = check_json_syntax(text, limits)) {
    if (problem != nullptr) *problem = *std::move(wrong);
    return std::nullopt;
  }
  cJSON* node = cJSON_ParseWithLengthOpts(text.data(), text.size(), nullptr, 0);
  if (node == nullptr) {
    if (problem != nullptr) *problem = "not JSON";
    return std::nullopt;
  }
  return Json(node);
}

Json Json::object() {
  return Json(checked(cJSON_CreateObject()));
}
Json Json::array() {
  return Json(checked(cJSON_CreateArray()));
}

Json Json::strings(std::span<const std::string> items) {
  Json out = array();
  for (const std::string& item : items) out.add(std::string_view(item));
  return out;
}

Json Json::copy(JsonView view) {
  return Json(checked(cJSON_Duplicate(view.node(), 1)));
}

JsonView Json::view() const {
  return JsonView(node_.get());
}

std::string Json::pretty() const {
  return Printer(true).print(node_.get());
}

Json& Json::attach(std::string_view name, cJSON* item) {
  const std::string key(name);
  if (cJSON_GetObjectItemCaseSensitive(node_.get(), key.c_str()) != nullptr) {
    cJSON_ReplaceItemInObjectCaseSensitive(node_.get(), key.c_str(), checked(item));
  } else {
    cJSON_AddItemToObject(node_.get(), key.c_str(), checked(item));
  }
  return *this;
}

Json& Json::set(std::string_view name, std::string_view value) {
  return attach(name, cJSON_CreateString(std::string(value).c_str()));
}

Json& Json::set(std::string_view name, std::int64_t value) {
  return attach(name, cJSON_CreateNumber(static_cast<double>(value)));
}

Json& Json::set(std::string_view name, bool value) {
  return attach(name, cJSON_CreateBool(value ? 1 : 0));
}

Json& Json::set(std::string_view name, Json value) {
  return attach(name, value.node_.release());
}

Json& Json::add(std::string_view value) {
  cJSON_AddItemToArray(node_.get(), checked(cJSON_CreateString(std::string(value).c_str())));
  return *this;
}

Json& Json::add(Json value) {
  cJSON_AddItemToArray(node_.get(), value.node_.release());
  return *this;
}

}  // namespace lockspire
