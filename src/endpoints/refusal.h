// A refusal on its way out: one log line with the reason, an entry for `lockspire explain`, a
// count, and the JSON that the client gets.
#pragma once

#include <string_view>

#include "base/oauth_error.h"
#include "endpoints/services.h"
#include "host/session.h"
#include "http/request.h"
#include "http/response.h"
#include "protocol/audit.h"

namespace lockspire::endpoints {

// `event` is `<endpoint>.refused`. `client_id` only when it is proven. Nothing waits for the entry:
// it is dropped when the writer has much to do, for garbage must not cost durable commits.
void log_refusal(const Services& services, const http::Request& request, std::string_view event,
                 const OAuthError& error, std::string_view client_id = {});

// The same at error level, for a fault of ours: `error` is what was said about it, its detail what
// was not.
void log_fault(const Services& services, const http::Request& request, std::string_view event,
               const OAuthError& error);

// A cookie that counts for nothing: the person is as good as signed out, and this says why.
void log_ignored_session(const Services& services, const http::Request& request,
                         const host::SessionRefusal& refusal);

// RFC 6749 5.2: the status of the error and {"error","error_description"}; invalid_client comes
// with a challenge, temporarily_unavailable with Retry-After.
http::Response error_json(const OAuthError& error);
// The same with another status, for what no rule refused: 413.
http::Response error_json(int status, const OAuthError& error);

// RFC 6585 4: the same with status 429 and the time to wait.
http::Response too_many_requests(const OAuthError& error, Seconds wait);

// For the audit rows of what this request changes.
AuditContext audit_context(const http::Request& request, const Services& services);

}  // namespace lockspire::endpoints
