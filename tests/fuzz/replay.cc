// Replays files through a target without libFuzzer: `replay FILE|FOLDER...`. Exit status 1 when
// there is nothing to replay.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/fuzz/fuzz.h"

namespace {

void replay(const std::filesystem::path& path, int& replayed) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string bytes = text.str();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  ++replayed;
}

}  // namespace

int main(int argc, char* argv[]) {
  int replayed = 0;
  try {
    for (int i = 1; i < argc; ++i) {
      const std::filesystem::path path(argv[i]);
      if (!std::filesystem::is_directory(path)) {
        replay(path, replayed);
        continue;
      }
      for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
        if (entry.is_regular_file()) replay(entry.path(), replayed);
      }
    }
  } catch (const std::exception& fault) {
    std::cerr << "replay: " << fault.what() << "\n";
    return 1;
  }
  std::cout << "replayed " << replayed << " inputs\n";
  return replayed > 0 ? 0 : 1;
}
