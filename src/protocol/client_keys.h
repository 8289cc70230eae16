// The public keys of a client, which its signatures are verified with: what it registered by value
// (jwks), or what stands at its jwks_uri.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "jose/jwk.h"
#include "protocol/client.h"
#include "protocol/remote_jwks.h"

namespace lockspire {

// The keys that may verify a signature with `alg` whose header names `kid` (empty: none); never an
// empty list, at most kMostCandidateKeys. A kid that is not in a cached document has it fetched
// anew, once in a while. invalid_client when there is no such key; temporarily_unavailable when the
// document cannot be had, whatever the cause.
// REQUIRES: no transaction and no reader connection is held, for this may fetch.
Result<std::vector<jose::PublicKey>> find_client_keys(const Client& client, std::string_view kid,
                                                      jose::Alg alg, RemoteJwks& remote);

// For a signature that none of those made, of a token that names no kid: only that may tell that
// the client has rotated its keys. What stands at its jwks_uri is fetched anew, once in a while.
// REQUIRES: as above.
std::vector<jose::PublicKey> newest_client_keys(const Client& client, jose::Alg alg,
                                                RemoteJwks& remote);

}  // namespace lockspire
