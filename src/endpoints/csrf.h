// Whether a form came from a page of ours.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/form.h"
#include "http/request.h"
#include "protocol/policy.h"

namespace lockspire::endpoints {

// invalid_request, with this reason and an alert, when the browser says that another site sent the
// form, or when its csrf_token is not `expected`. Headers that a browser does not send are not
// missed.
Result<Done> check_own_form(const http::Request& request, const http::Form& form,
                            const Policy& policy, std::string_view expected, Literal reason);

}  // namespace lockspire::endpoints
