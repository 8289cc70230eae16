#include "programs/notify.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include <boost/test/unit_test.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "programs/fd.h"

namespace lockspire::programs {
namespace {

// A datagram socket with an abstract name of the kernel's choice, named in $NOTIFY_SOCKET.
class Manager {
 public:
  Manager() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socklen_t size = sizeof(sa_family_t);
    BOOST_REQUIRE(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    size = sizeof(address);
    BOOST_REQUIRE(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const std::size_t length = size - offsetof(sockaddr_un, sun_path);
    const std::string name = "@" + std::string(address.sun_path + 1, length - 1);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() { ::unsetenv("NOTIFY_SOCKET"); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  std::string received() {
    std::array<char, 64> text{};
    const ssize_t size = ::recv(fd_.get(), text.data(), text.size(), 0);
    return size < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
  }

 private:
  Fd fd_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(notify_test)

BOOST_AUTO_TEST_CASE(state_reaches_the_service_manager) {
  Manager manager;
  notify_service_manager("READY=1");
  BOOST_TEST(manager.received() == "READY=1");
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_where_there_is_no_manager) {
  Manager manager;
  ::unsetenv("NOTIFY_SOCKET");
  notify_service_manager("READY=1");
  BOOST_TEST(manager.received().empty());
}

BOOST_AUTO_TEST_CASE(manager_that_is_not_there_does_no_harm) {
  for (const std::string& name : {std::string(), std::string("@"),
                                  std::string("/nonexistent/notify"), std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    BOOST_CHECK_NO_THROW(notify_service_manager("READY=1"));
  }
  ::unsetenv("NOTIFY_SOCKET");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::programs
