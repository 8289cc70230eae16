#include <array>
#include <utility>

#include <sys/stat.h>

#include "ops/doctor/checks.h"

namespace lockspire::ops {
namespace {

std::string name_of(const FileFacts& file) {
  return file.path.substr(file.path.rfind('/') + 1);
}

Finding check_database_file(const FileFacts& file, const FileFacts& database) {
  const std::string detail = file.path + " is " + mode_text(file);
  if ((file.mode & S_IRWXO) != 0) {
    return error("database.mode", name_of(file) + " is open to others", detail,
                 "chmod o-rwx " + file.path);
  }
  if ((file.mode & (S_IRUSR | S_IWUSR)) != (S_IRUSR | S_IWUSR)) {
    return error("database.mode", name_of(file) + " cannot be written by its owner", detail,
                 "chmod u+rw " + file.path);
  }
  if (file.uid != database.uid || file.gid != database.gid) {
    return error("database.owner", name_of(file) + " belongs to somebody else than the database",
                 detail + ", the database " + mode_text(database),
                 "chown " + database.owner + ":" + database.group + " " + file.path);
  }
  return ok("database.mode", name_of(file) + " is closed to others", detail);
}

Finding check_socket(const SocketFacts& socket, const std::string& group) {
  const FileFacts& file = socket.file;
  const std::string unit = "lockspire-" + socket.program + ".socket";
  const std::string detail = file.path + " is " + mode_text(file);
  if (!file.exists) {
    return warning("socket.missing", socket.program + " is not listening",
                   file.path + " is not there", "systemctl start " + unit);
  }
  if (!socket.is_socket) {
    return error("socket.no_socket", file.path + " is no socket", detail,
                 "rm " + file.path + " && systemctl restart " + unit);
  }
  if ((file.mode & S_IRWXO) != 0) {
    return error("socket.mode", "everybody on this machine can speak to " + socket.program, detail,
                 "in " + unit + ": SocketMode=0660, then systemctl restart " + unit);
  }
  if (!group.empty() && file.group != group) {
    return error("socket.group", "nginx cannot reach " + socket.program, detail,
                 "in " + unit + ": SocketGroup=" + group + ", then systemctl restart " + unit);
  }
  return ok("socket.mode", socket.program + " listens", detail);
}

}  // namespace

std::vector<FileFacts> look_at_database(const std::string& database) {
  std::vector<FileFacts> files;
  for (const char* suffix : {"", "-wal", "-shm", ".writer"}) {
    FileFacts file = look_at_file(database + suffix);
    if (file.exists) files.push_back(std::move(file));
  }
  return files;
}

Findings check_database_files(const std::vector<FileFacts>& files) {
  Findings out;
  for (const FileFacts& file : files) out.push_back(check_database_file(file, files.front()));
  return out;
}

std::vector<SocketFacts> look_at_sockets(const std::string& folder,
                                         const std::vector<std::string>& programs) {
  std::vector<SocketFacts> sockets;
  for (const std::string& program : programs) {
    const std::string path = folder + "/" + program + ".sock";
    struct stat status{};
    const bool is_socket = ::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
    sockets.push_back({program, look_at_file(path), is_socket});
  }
  return sockets;
}

Findings check_sockets(const std::vector<SocketFacts>& sockets, const std::string& group) {
  Findings out;
  for (const SocketFacts& socket : sockets) out.push_back(check_socket(socket, group));
  return out;
}

}  // namespace lockspire::ops
