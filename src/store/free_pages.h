// Pages that deleted rows left behind in the file. A few are kept for the next rows; what a busy
// hour left goes back to the file system, so that the file is as large as its live rows need.
#pragma once

#include "store/sqlite.h"

namespace lockspire::store {

// New databases are made such that pages can be given back. REQUIRES: nothing is in the file yet.
void make_shrinkable(Connection& connection);

// More free pages than are worth keeping; cheap.
bool too_many_free_pages(Reader& db);

// Gives back a bounded number of them; true when there are still too many.
bool give_back_pages(Transaction& tx);

}  // namespace lockspire::store
