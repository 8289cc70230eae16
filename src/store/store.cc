#include "store/store.h"

#include <utility>

#include "store/database_file.h"
#include "store/migrate.h"
#include "store/reader_pool.h"
#include "store/writer.h"

namespace lockspire::store {
namespace {

std::string usable(const std::string& path) {
  std::string real = real_path(path);
  refuse_network_file_system(real);
  if (!file_id(real)) {
    throw StoreFault("database " + path + " does not exist: make it with `lockspire migrate`");
  }
  const int version = schema_version(real);
  if (version < kSchemaVersion) throw StoreFault(outdated(path, version));
  return real;
}

}  // namespace

Store::Store(const std::string& path, Access access, const Clock& clock) {
  const std::string real = usable(path);
  if (access == Access::kReadWrite) writer_ = std::make_unique<Writer>(real, clock);
  readers_ = std::make_unique<ReaderPool>(real);
}

Store::~Store() = default;

bool Store::note(std::function<void(Transaction&)> write) {
  return writer_ && writer_->note(std::move(write));
}

WriterCounts Store::counts() {
  return writer_ ? writer_->counts() : WriterCounts{};
}

void Store::run_read(ClosureRef<Reader> closure) {
  readers_->run(closure);
}

void Store::run_transact(ClosureRef<Transaction> closure) {
  if (!writer_) throw StoreFault("transact on a store that was opened for reading");
  writer_->run(closure);
}

}  // namespace lockspire::store
