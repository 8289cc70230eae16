// Whether the file of the database is whole.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite.h"

namespace lockspire::store {

enum class Thoroughness { kQuick, kFull };

// What is wrong, at most a hundred lines; empty when nothing is. The full one compares every index
// with its table, and reads the whole file. Throws StoreFault when the file cannot be read at all.
std::vector<std::string> integrity_problems(Reader& db, Thoroughness thoroughness);

}  // namespace lockspire::store
