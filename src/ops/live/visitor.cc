#include "ops/live/visitor.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace lockspire::ops::live {
namespace {

// nginx says when it may be tried again: a second.
constexpr int kMostPatience = 5;
constexpr std::chrono::seconds kRetryAfter{1};

std::string path_of(std::string_view url) {
  const auto uri = parse_uri(url);
  return uri && !uri->path.empty() ? std::string(uri->path) : "/";
}

// Name and value of a Set-Cookie; the attributes are others' business.
std::pair<std::string, std::string> cookie_of(std::string_view line) {
  const std::string_view pair = line.substr(0, line.find(';'));
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos) return {};
  return {std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1))};
}

// What a site says must be fit to be shown. Headers are ASCII (RFC 9110 5.5).
void make_printable(Headers& headers) {
  for (auto& header : headers) {
    std::ranges::replace_if(header.value, [](char c) { return c < ' ' || c > '~'; }, '?');
  }
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &outbound::Header::name);
  return found == headers.end() ? std::string() : found->value;
}

std::size_t Answer::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count(headers, name, &outbound::Header::name));
}

std::optional<Json> Answer::json() const {
  if (!header("content-type").starts_with("application/json")) return std::nullopt;
  auto document = Json::parse(body);
  if (!document || !document->view().is_object()) return std::nullopt;
  return document;
}

std::string Answer::error() const {
  const auto document = json();
  return document ? std::string(document->view().string("error").value_or("")) : "";
}

std::string Answer::what_came() const {
  if (status == 0) return asked + ": " + problem;
  const std::string error_code = error();
  return asked + ": " + std::to_string(status) + (error_code.empty() ? "" : " " + error_code);
}

Answer Visitor::get(std::string_view target, const Headers& headers) {
  return send({.url = std::string(target)}, headers);
}

Answer Visitor::post(std::string_view target, const Parameters& form, const Headers& headers) {
  outbound::Request request{.url = std::string(target), .method = "POST"};
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  request.body = encode_parameters(form);
  return send(std::move(request), headers);
}

Answer Visitor::send(outbound::Request request, const Headers& headers) {
  if (request.url.starts_with('/')) request.url.insert(0, way_.origin);
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  std::string jar;
  for (const auto& [name, value] : cookies_) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
  if (!jar.empty()) request.headers.push_back({"Cookie", jar});
  Answer answer{.asked = request.method + " " + path_of(request.url)};
  for (int patience = kMostPatience;; --patience) {
    if (way_.stopped()) throw Interrupted();
    auto response = outbound::fetch(request, way_.options);
    if (!response) {
      answer.failure = response.error().kind;
      answer.problem = response.error().detail;
      return answer;
    }
    answer.status = response->status;
    answer.headers = std::move(response->headers);
    make_printable(answer.headers);
    answer.body = std::move(response->body);
    if (answer.status != 429 || patience == 0) break;
    std::this_thread::sleep_for(kRetryAfter);
  }
  keep_cookies(answer);
  return answer;
}

void Visitor::keep_cookies(const Answer& answer) {
  for (const auto& header : answer.headers) {
    if (header.name != "set-cookie") continue;
    auto [name, value] = cookie_of(header.value);
    if (value.empty()) {
      cookies_.erase(name);
    } else {
      cookies_[name] = std::move(value);
    }
  }
}

std::string parameter_of(std::string_view url, std::string_view name) {
  auto at = url.find_first_of("?#");
  while (at != std::string_view::npos) {
    const auto end = url.find_first_of("&#", at + 1);
    const std::string_view pair =
        url.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos) {
      return form_decode(pair.substr(equals + 1)).value_or("");
    }
    at = end;
  }
  return "";
}

std::optional<std::string> path_on_site(std::string_view location, std::string_view origin) {
  if (location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\")) {
    return std::string(location);
  }
  if (origin_of(location) != origin) return std::nullopt;
  const std::string path(location.substr(location.find('/', location.find("://") + 3)));
  return path.starts_with('/') ? path : "/";
}

std::string attribute_in(std::string_view page, std::string_view before) {
  const auto at = page.find(before);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = page.substr(at + before.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace lockspire::ops::live
