#include "store/integrity.h"

#include <string_view>

namespace lockspire::store {
namespace {

constexpr std::string_view kQuick = "SELECT quick_check FROM pragma_quick_check(100)";
constexpr std::string_view kFull = "SELECT integrity_check FROM pragma_integrity_check(100)";

}  // namespace

std::vector<std::string> integrity_problems(Reader& db, Thoroughness thoroughness) {
  std::vector<std::string> problems;
  Query row = db.query(thoroughness == Thoroughness::kQuick ? kQuick : kFull);
  while (row.step()) {
    if (row.text(0) != "ok") problems.push_back(row.text(0));
  }
  return problems;
}

}  // namespace lockspire::store
