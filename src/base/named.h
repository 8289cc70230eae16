// Strings that mean different things have different types, so that two of them cannot be swapped.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace lockspire {

template <typename Tag>
class Named {
 public:
  Named() = default;
  explicit Named(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend bool operator==(const Named&, const Named&) = default;
  friend auto operator<=>(const Named&, const Named&) = default;

 private:
  std::string text_;
};

// The client identifier of RFC 6749 2.2.
using ClientId = Named<struct ClientIdTag>;
// The host's stable internal id of an account; `sub` on the wire.
using Subject = Named<struct SubjectTag>;
// The standing permission that codes and tokens hang on: the unit of revocation.
using GrantId = Named<struct GrantIdTag>;
// The public half of an opaque value: time-ordered, the primary key of its row.
using Selector = Named<struct SelectorTag>;
// base64url(SHA-256(x)) of something that must not rest in clear.
using Hash = Named<struct HashTag>;
// The id that nginx gave to the request ($request_id); joins logs, pages and audit.
using RequestId = Named<struct RequestIdTag>;

}  // namespace lockspire
