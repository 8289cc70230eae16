#include "programs/pool.h"

#include <csignal>
#include <future>

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/programs/fastcgi_peer.h"

namespace lockspire::programs {
namespace {

using std::chrono::milliseconds;
using testing::FastcgiPeer;
using testing::Listener;
using testing::post;

http::Response echo(const http::Request& request) {
  http::Response response(200);
  return response.body("text/plain", request.path + "|" + request.body);
}

Service service_of(Handler handler) {
  return {.handler = std::move(handler), .log = Log(LogLevel::kError, "test", -1)};
}

struct WithPool {
  Listener listener;
  Service service = service_of(echo);
  Pool pool{{.workers = 2,
             .listening_fd = listener.fd(),
             .drain_limit = milliseconds(1500),
             .socket_timeout = milliseconds(300)},
            service};
};

// A handler that holds its request until the test lets it go.
struct Gate {
  std::promise<void> entered;
  std::promise<void> released;
  http::Response hold(const http::Request& request) {
    entered.set_value();
    released.get_future().wait();
    return echo(request);
  }
};

std::future<bool> drain_in_background(Pool& pool) {
  return std::async(std::launch::async, [&pool] { return pool.drain(); });
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pool_test)

BOOST_FIXTURE_TEST_CASE(two_requests_are_served_on_one_kept_connection, WithPool) {
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("a=1")).ends_with("\r\n\r\n|a=1"));
  BOOST_TEST(peer.exchange(post("a=2")).ends_with("\r\n\r\n|a=2"));
  BOOST_TEST(peer.is_open_and_idle());
}

BOOST_FIXTURE_TEST_CASE(connection_that_is_not_to_be_kept_is_closed, WithPool) {
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("a=1", {}, false)).starts_with("Status: 200 OK\r\n"));
  BOOST_TEST(peer.is_closed());
}

BOOST_FIXTURE_TEST_CASE(more_kept_connections_than_workers_do_not_starve, WithPool) {
  std::vector<FastcgiPeer> peers;
  for (int i = 0; i < 40; ++i) peers.emplace_back(listener);
  for (int round = 0; round < 3; ++round) {
    for (auto& peer : peers) BOOST_TEST(peer.exchange(post("x")).ends_with("|x"));
  }
  BOOST_TEST(pool.open_connections() == 40U);
}

BOOST_FIXTURE_TEST_CASE(half_sent_record_does_not_hold_other_connections, WithPool) {
  FastcgiPeer half(listener);
  half.send(post("a=1").substr(0, 11));
  FastcgiPeer whole(listener);
  for (int i = 0; i < 20; ++i) BOOST_TEST(whole.exchange(post("b")).ends_with("|b"));
  BOOST_TEST(half.is_closed());
}

BOOST_FIXTURE_TEST_CASE(half_sent_records_on_every_worker_are_given_up_in_time, WithPool) {
  FastcgiPeer first(listener);
  FastcgiPeer second(listener);
  first.send(post("a=1").substr(0, 11));
  second.send(post("a=1").substr(0, 40));
  FastcgiPeer whole(listener);
  BOOST_TEST(whole.exchange(post("b")).ends_with("|b"));
}

BOOST_FIXTURE_TEST_CASE(bytes_that_are_not_fastcgi_close_the_connection_only, WithPool) {
  FastcgiPeer stray(listener);
  stray.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  BOOST_TEST(stray.is_closed());
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("b")).ends_with("|b"));
}

BOOST_FIXTURE_TEST_CASE(first_of_two_equal_parameters_counts, WithPool) {
  FastcgiPeer peer(listener);
  const std::string text =
      peer.exchange(post("", {{"DOCUMENT_URI", "/first"}, {"DOCUMENT_URI", "/second"}}));
  BOOST_TEST(text.ends_with("/first|"));
}

BOOST_FIXTURE_TEST_CASE(oversize_body_is_refused_and_the_connection_goes_on, WithPool) {
  FastcgiPeer peer(listener);
  const std::string text = peer.exchange(post(std::string(70'000, 'a')));
  BOOST_TEST(text.starts_with("Status: 413 "));
  BOOST_TEST(peer.exchange(post("b")).ends_with("|b"));
}

BOOST_FIXTURE_TEST_CASE(body_shorter_than_declared_is_refused, WithPool) {
  FastcgiPeer peer(listener);
  const std::string text =
      peer.exchange(testing::begin_request(true) +
                    testing::params({{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "9"}}) +
                    testing::body("a=1"));
  BOOST_TEST(text.starts_with("Status: 400 "));
}

BOOST_FIXTURE_TEST_CASE(body_of_the_limit_arrives_whole, WithPool) {
  FastcgiPeer peer(listener);
  const std::string large(65'536, 'z');
  BOOST_TEST(peer.exchange(post(large)).ends_with("|" + large));
}

BOOST_AUTO_TEST_CASE(aborted_request_never_reaches_the_handler) {
  const Listener listener;
  std::atomic<int> calls = 0;
  const Service service = service_of([&](const http::Request& request) {
    ++calls;
    return echo(request);
  });
  Pool pool({.workers = 1, .listening_fd = listener.fd()}, service);
  const std::string begun = testing::begin_request(true) +
                            testing::params({{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "6"}}) +
                            testing::record(testing::Record::kStdin, "a=1");
  FastcgiPeer aborting(listener);
  aborting.send(begun + testing::record(testing::Record::kAbort, ""));
  BOOST_TEST(!aborting.receive().starts_with("Status: 200"));
  FastcgiPeer gone(listener);
  gone.send(begun);
  gone.close();
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("b")).ends_with("|b"));
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(throwing_handler_answers_500_and_the_connection_goes_on) {
  const Listener listener;
  const Service service = service_of([](const http::Request& request) {
    if (request.body == "throw") throw std::runtime_error("told to");
    return echo(request);
  });
  Pool pool({.workers = 1, .listening_fd = listener.fd()}, service);
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("throw")).starts_with("Status: 500 "));
  BOOST_TEST(peer.exchange(post("b")).ends_with("|b"));
}

BOOST_FIXTURE_TEST_CASE(drain_serves_kept_connections_until_the_peer_closes, WithPool) {
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("a")).ends_with("|a"));
  auto drained = drain_in_background(pool);
  BOOST_TEST((drained.wait_for(milliseconds(100)) == std::future_status::timeout));
  BOOST_TEST(peer.exchange(post("b")).ends_with("|b"));
  BOOST_TEST(peer.is_open_and_idle());
  peer.close();
  BOOST_TEST(drained.get());
  BOOST_TEST(pool.open_connections() == 0U);
}

BOOST_FIXTURE_TEST_CASE(drain_leaves_new_connections_to_the_next_program, WithPool) {
  BOOST_TEST(pool.drain());
  FastcgiPeer peer(listener);
  peer.send(post("a"));
  Pool next({.workers = 1, .listening_fd = listener.fd(), .drain_limit = milliseconds(20)},
            service);
  BOOST_TEST(peer.receive().ends_with("|a"));
}

BOOST_FIXTURE_TEST_CASE(drain_closes_idle_connections_at_its_limit, WithPool) {
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("a")).ends_with("|a"));
  BOOST_TEST(pool.drain());
  BOOST_TEST(pool.open_connections() == 1U);
}

BOOST_AUTO_TEST_CASE(drain_waits_for_a_request_that_is_being_handled) {
  const Listener listener;
  Gate gate;
  const Service service =
      service_of([&](const http::Request& request) { return gate.hold(request); });
  Pool pool({.workers = 1, .listening_fd = listener.fd()}, service);
  FastcgiPeer peer(listener);
  peer.send(post("slow", {}, false));
  gate.entered.get_future().wait();
  auto drained = drain_in_background(pool);
  BOOST_TEST((drained.wait_for(milliseconds(50)) == std::future_status::timeout));
  gate.released.set_value();
  BOOST_TEST(peer.receive().ends_with("|slow"));
  BOOST_TEST(drained.get());
}

BOOST_AUTO_TEST_CASE(drain_tells_when_a_handler_outlasts_it) {
  const Listener listener;
  Gate gate;
  const Service service =
      service_of([&](const http::Request& request) { return gate.hold(request); });
  Pool pool({.workers = 1,
             .listening_fd = listener.fd(),
             .drain_limit = milliseconds(20),
             .socket_timeout = milliseconds(20)},
            service);
  FastcgiPeer peer(listener);
  peer.send(post("slow"));
  gate.entered.get_future().wait();
  BOOST_TEST(!pool.drain());
  gate.released.set_value();
}

// With few descriptors and many peers: all are served in the end, and by all the workers.
BOOST_AUTO_TEST_CASE(descriptor_exhaustion_pauses_accepting_and_loses_no_worker) {
  const Listener listener;
  const pid_t child = ::fork();
  if (child == 0) {
    // What other tests hold open would count too.
    for (int fd = 3; fd < 1'024; ++fd) {
      if (fd != listener.fd()) ::close(fd);
    }
    const rlimit few{.rlim_cur = 20, .rlim_max = 20};
    ::setrlimit(RLIMIT_NOFILE, &few);
    const Service service = service_of(echo);
    ::_exit(serve_pool({.workers = 3, .listening_fd = listener.fd()}, service));
  }
  std::vector<FastcgiPeer> peers;
  for (int i = 0; i < 64; ++i) peers.emplace_back(listener);
  for (auto& peer : peers) peer.send(post("x", {}, false));
  for (auto& peer : peers) {
    BOOST_TEST(peer.receive().ends_with("|x"));
    peer.close();
  }
  FastcgiPeer slow(listener);  // holds one worker; the other two must still be there
  slow.send(post("x").substr(0, 9));
  FastcgiPeer second_slow(listener);
  second_slow.send(post("x").substr(0, 9));
  FastcgiPeer after(listener);
  BOOST_TEST(after.exchange(post("y", {}, false)).ends_with("|y"));
  slow.close();
  second_slow.close();
  after.close();
  ::kill(child, SIGTERM);
  int status = -1;
  BOOST_TEST(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(signals_reload_and_drain) {
  const Listener listener;
  const pid_t child = ::fork();
  if (child == 0) {
    std::atomic<int> reloads = 0;
    const Service service = service_of([&](const http::Request&) {
      http::Response response(200);
      return response.body("text/plain", std::to_string(reloads));
    });
    ::_exit(serve_pool({.workers = 1,
                        .listening_fd = listener.fd(),
                        .reload =
                            [&] {
                              if (++reloads == 1) throw std::runtime_error("bad key file");
                            }},
                       service));
  }
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("")).ends_with("\r\n\r\n0"));
  ::kill(child, SIGHUP);
  BOOST_TEST(eventually([&] { return peer.exchange(post("")).ends_with("\r\n\r\n1"); }));
  ::kill(child, SIGHUP);
  BOOST_TEST(eventually([&] { return peer.exchange(post("")).ends_with("\r\n\r\n2"); }));
  ::kill(child, SIGTERM);
  BOOST_TEST(peer.exchange(post("")).ends_with("\r\n\r\n2"));
  peer.close();
  int status = -1;
  BOOST_TEST(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(main_thread_works_every_second_and_still_takes_signals) {
  const Listener listener;
  const pid_t child = ::fork();
  if (child == 0) {
    std::atomic<int> seconds = 0;
    const Service service = service_of([&](const http::Request&) {
      http::Response response(200);
      return response.body("text/plain", std::to_string(seconds));
    });
    ::_exit(serve_pool(
        {.workers = 1, .listening_fd = listener.fd(), .every_second = [&] { ++seconds; }},
        service));
  }
  FastcgiPeer peer(listener);
  BOOST_TEST(peer.exchange(post("")).ends_with("\r\n\r\n0"));
  BOOST_TEST(eventually([&] { return peer.exchange(post("")).ends_with("\r\n\r\n1"); }));
  ::kill(child, SIGTERM);
  peer.close();
  int status = -1;
  BOOST_TEST(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::programs
