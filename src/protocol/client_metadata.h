// RFC 7591 2: the one validator of client metadata, for operators, dynamic registration and admin
// pages.
#pragma once

#include <expected>
#include <string>

#include "base/json.h"
#include "protocol/client.h"
#include "protocol/metadata_members.h"
#include "protocol/policy.h"

namespace lockspire {

// A client with everything but its id and its times, defaults filled in, or every problem there is.
// Members that mean nothing here are ignored (RFC 7591 2), null counts as absent.
std::expected<Client, MetadataProblems> parse_client_metadata(JsonView document,
                                                              const Policy& policy);

// RFC 7591 3.2.1: what is registered, for the one who asked. The secret is there when one was made
// just now.
Json client_information(const Client& client, const std::string& secret);

}  // namespace lockspire
