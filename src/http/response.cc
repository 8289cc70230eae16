#include "http/response.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace lockspire::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array kPhrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{204, "No Content"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{413, "Content Too Large"},
    Phrase{429, "Too Many Requests"},
    Phrase{500, "Internal Server Error"},
    Phrase{503, "Service Unavailable"},
};

bool could_split(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

Response& Response::header(std::string_view name, std::string value) {
  if (could_split(name) || could_split(value)) {
    throw std::logic_error("response: a header would split: " + std::string(name));
  }
  headers_.emplace_back(name, std::move(value));
  return *this;
}

Response& Response::body(std::string_view content_type, std::string body) {
  header("Content-Type", std::string(content_type));
  body_ = std::move(body);
  return *this;
}

// RFC 6749 5.1 #no-store: an answer with tokens is never stored.
Response& Response::no_store() {
  header("Cache-Control", "no-store");
  return header("Pragma", "no-cache");
}

std::string_view Response::find_header(std::string_view name) const {
  const auto found = std::ranges::find(headers_, name, &std::pair<std::string, std::string>::first);
  return found == headers_.end() ? std::string_view{} : std::string_view(found->second);
}

Response json(int status, std::string text) {
  Response response(status);
  response.no_store().body("application/json", std::move(text));
  response.header("X-Content-Type-Options", "nosniff");
  return response;
}

Response redirect(int status, std::string location) {
  Response response(status);
  response.no_store().header("Location", std::move(location));
  response.header("Referrer-Policy", "no-referrer");
  return response;
}

// RFC 9110 15.5.6: 405 carries Allow.
Response method_not_allowed(std::string_view allow) {
  Response response(405);
  response.no_store().header("Allow", std::string(allow));
  return response;
}

std::string_view reason_phrase(int status) {
  const auto* const found = std::ranges::find(kPhrases, status, &Phrase::status);
  return found == kPhrases.end() ? std::string_view("Unknown") : found->text;
}

}  // namespace lockspire::http
