#include "ops/verify/file_facts.h"

#include <array>
#include <cstdio>
#include <string_view>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

namespace lockspire::ops {
namespace {

constexpr unsigned kPermissions = 07777;
constexpr unsigned kForbidden = S_IRWXO | S_IWGRP | S_IXGRP;

std::string owner_name(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  return entry == nullptr ? std::to_string(uid) : std::string(entry->pw_name);
}

std::string group_name(gid_t gid) {
  const group* entry = ::getgrgid(gid);
  return entry == nullptr ? std::to_string(gid) : std::string(entry->gr_name);
}

}  // namespace

FileFacts look_at_file(const std::string& path) {
  FileFacts facts;
  facts.path = path;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return facts;
  facts.exists = true;
  facts.is_file = S_ISREG(status.st_mode);
  facts.mode = status.st_mode & kPermissions;
  facts.uid = status.st_uid;
  facts.gid = status.st_gid;
  facts.owner = owner_name(status.st_uid);
  facts.group = group_name(status.st_gid);
  return facts;
}

std::string mode_text(const FileFacts& file) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%04o", file.mode);
  return std::string(digits.data()) + " " + file.owner + ":" + file.group;
}

Finding check_secret_file(const FileFacts& file, const std::string& what, const Readers& readers) {
  const std::string detail = file.path + " is " + mode_text(file);
  const std::string chmod = "chmod 0640 " + file.path;
  if (!file.exists) {
    return error("file.missing", what + " is missing", file.path + " is not there",
                 "put it back from your backup, or run lockspire install again to make a new one");
  }
  if (!file.is_file) {
    return error("file.not_a_file", what + " is no file", detail, "mv " + file.path + " elsewhere");
  }
  if ((file.mode & kForbidden) != 0) {
    return error("file.mode", what + " is open to others", detail, chmod);
  }
  if ((file.mode & S_IRUSR) == 0) {
    return error("file.unreadable", what + " cannot be read by its owner", detail, chmod);
  }
  const bool is_known = !readers.group.empty() && file.owner != "lockspire";
  if (is_known && (file.group != readers.group || (file.mode & S_IRGRP) == 0)) {
    return error("file.owner", what + " cannot be read by the group " + readers.group, detail,
                 "chown root:" + readers.group + " " + file.path + " && " + chmod);
  }
  return ok("file.mode", what + " is closed to others", detail);
}

}  // namespace lockspire::ops
