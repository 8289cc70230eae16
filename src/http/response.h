// A response: status, headers, body. Header values with CR, LF or NUL cannot be built.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockspire::http {

class Response {
 public:
  explicit Response(int status) : status_(status) {}

  // Throws std::logic_error when the name or value could split the response: nothing that came in
  // gets here without encoding.
  Response& header(std::string_view name, std::string value);
  Response& body(std::string_view content_type, std::string body);
  // Cache-Control: no-store and Pragma: no-cache.
  Response& no_store();

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const {
    return headers_;
  }
  [[nodiscard]] const std::string& body() const { return body_; }
  // The first header of that name, or an empty view.
  [[nodiscard]] std::string_view find_header(std::string_view name) const;

 private:
  int status_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
};

// 200 or another status with a JSON text, never stored.
Response json(int status, std::string text);

// RFC 9700 4.12: 302 after a GET, 303 after a POST, never 307 or 308.
Response redirect(int status, std::string location);

// 405 with the methods that are allowed.
Response method_not_allowed(std::string_view allow);

// "200 OK" and the like for the CGI Status header.
std::string_view reason_phrase(int status);

}  // namespace lockspire::http
