// What the programs with pages know of a browser: who is signed in, which interactions it began,
// and where it goes to log in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "endpoints/services.h"
#include "host/session.h"
#include "http/request.h"
#include "http/response.h"
#include "protocol/authorize/interaction.h"
#include "protocol/authorize/login.h"
#include "protocol/authorize/request.h"

namespace lockspire::endpoints {

// The session of the host's cookie. A cookie that breaks a rule is logged and as good as none.
// So is one whose session the host has ended.
std::optional<host::Session> signed_in(const http::Request& request, const Services& services);

// Whether the host ended the session since its cookie was issued: asked once more in the
// transaction that lets something come of it.
bool has_ended(store::Reader& db, const host::Session& session, Instant now);

// Whether prompt=none goes to the host's login all the same, which then shows nothing either. Not
// in a frame of another site: it gets no SameSite=Lax cookie, so the way back would not be
// recognised.
bool silently_to_login(const http::Request& request, const Policy& policy,
                       const std::optional<host::Session>& session, const LoginHistory& history);

// The host's login with the way back and what was asked of it.
std::string login_url(const Policy& policy, const AuthorizeRequest& ask, std::string_view id);

// Sets the interaction's cookie and clears the oldest ones beyond the most that are kept.
void bind_browser(const http::Request& request, const Policy& policy,
                  const NewInteraction& interaction, http::Response& response);

// Clears the cookie of an interaction that has ended.
void release_browser(const Policy& policy, const Selector& interaction_id,
                     http::Response& response);

// An error response at the proven redirect URI, and its log line.
http::Response send_refusal(const http::Request& request, const Services& services,
                            const Addressed& addressed, const OAuthError& error);

}  // namespace lockspire::endpoints
