// RFC 7523 2.2: a JWT that says who the client is. Its claims; who signed it is another matter
// (protocol/client_auth).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/form.h"
#include "jose/jws.h"
#include "protocol/client.h"
#include "store/store.h"

namespace lockspire {

// How far ahead of now an assertion may end. It is remembered until then.
inline constexpr Seconds kAssertionLifetime{600};
// How far ahead of ours the client's clock may be.
inline constexpr Seconds kAssertionSkew{30};

struct ClientAssertion {
  jose::CompactJws jws;
  ClientId client_id;  // whom it names: to be proven
};

// What client_assertion carries; nullopt when the request has neither it nor its type.
Result<std::optional<ClientAssertion>> read_client_assertion(const http::Form& form);

// What is remembered of an assertion, so that it counts once.
struct AssertionUse {
  Hash jti_hash;
  Instant expires_at;
};

// Everything that the assertion says, but neither its signature nor whether it was used.
// REQUIRES: it names this client.
Result<AssertionUse> check_client_assertion(const ClientAssertion& assertion, const Client& client,
                                            std::string_view issuer, Instant now);

// The first use is on disk when this returns; any other, in whatever process, is refused.
// REQUIRES: everything else was checked.
Result<Done> use_client_assertion(store::Store& store, const Client& client,
                                  const AssertionUse& use, Instant now);

}  // namespace lockspire
