// The generations table: what programs cache from the database carries a generation, which every
// change of it bumps in its own transaction.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/sqlite.h"

namespace lockspire::store {

constexpr std::string_view kSigningKeysGeneration = "signing_keys";

std::int64_t generation_of(Reader& db, std::string_view name);
void bump_generation(Transaction& tx, std::string_view name);

}  // namespace lockspire::store
