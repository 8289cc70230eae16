#include "protocol/authorize/interaction.h"

#include "base/base64url.h"
#include "base/digest.h"
#include "http/cookie.h"
#include "protocol/authorize/stored_request.h"

namespace lockspire {

NewInteraction make_interaction(const ReturnAddress& address, const AuthorizeRequest& request,
                                const Client& client, const Policy& policy, Random& random,
                                std::int64_t unix_ms) {
  const Instant now = from_unix(unix_ms / 1000);
  Opaque id = new_opaque(random, unix_ms);
  Secret browser_secret(base64url(random.bytes(32)));
  store::Interaction row{.interaction_id = std::move(id.selector),
                         .verifier_hash = std::move(id.verifier_hash),
                         .browser_hash = hash_of(browser_secret.reveal()),
                         .client_id = client.client_id,
                         .request = serialize_request(address, request),
                         .started_at = now,
                         .expires_at = now + policy.interaction_lifetime};
  return NewInteraction{std::move(row), std::move(id.text), std::move(browser_secret)};
}

std::string interaction_cookie_prefix(const Policy& policy) {
  return policy.secure ? "__Host-lockspire_i_" : "lockspire_i_";
}

std::string interaction_cookie_name(const Policy& policy, const Selector& interaction_id) {
  return interaction_cookie_prefix(policy) + interaction_id.text();
}

Result<OpenInteraction> open_interaction(std::string_view id, std::string_view cookie_header,
                                         store::Reader& db, const Policy& policy, Instant now) {
  const auto presented = parse_opaque(id);
  auto row = presented ? store::find_interaction(db, presented->selector) : std::nullopt;
  if (!row || !matches(row->verifier_hash, presented->verifier_hash)) {
    return fail(ErrorCode::kInvalidRequest, "the sign-in is unknown or has expired",
                "interaction.unknown");
  }
  // Before the browser is looked at: its cookie went when the interaction ended, and who goes back
  // to the page should read why it is gone.
  if (row->finished_at) {
    return fail(ErrorCode::kInvalidRequest, "the sign-in is already finished",
                "interaction.finished");
  }
  const auto secrets =
      http::cookie_values(cookie_header, interaction_cookie_name(policy, row->interaction_id));
  // RFC 9700 4.7: only the browser that began may go on; two cookies of one name are a planted one.
  if (secrets.size() != 1 || !matches(row->browser_hash, hash_of(secrets.front()))) {
    return fail(ErrorCode::kInvalidRequest, "the sign-in was started in another browser",
                "interaction.unbound");
  }
  if (row->expires_at <= now) {
    return fail(ErrorCode::kInvalidRequest, "the sign-in has expired", "interaction.expired",
                ended_ago(row->expires_at, now));
  }
  return OpenInteraction{*std::move(row), std::string(id), Secret(secrets.front())};
}

// RFC 6749 10.12: bound to browser, interaction, account and session.
std::string csrf_token(const OpenInteraction& interaction, const host::Session& session) {
  // sub and sid are printable, so a line feed keeps them apart.
  return base64url(
      hmac_sha256(interaction.browser_secret.reveal(),
                  "consent\n" + interaction.id + "\n" + session.sub.text() + "\n" + session.sid));
}

std::string interaction_path(const Policy& policy, std::string_view id) {
  return policy.mount + "/interactions/" + std::string(id);
}

}  // namespace lockspire
