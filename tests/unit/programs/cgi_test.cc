// What this suite proves beside the cases that cite for themselves:
// RFC 3875 4.1.2: `content_length` counts the body's bytes; empty means that none was declared.
// RFC 3875 6: a Status header, the others, and the body, which HEAD, 204 and 304 do not have.
#include "programs/cgi.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/programs/fastcgi_peer.h"

namespace lockspire::programs {
namespace {

Service service_of(Handler handler) {
  return {.handler = std::move(handler), .log = Log(LogLevel::kError, "test", -1)};
}

BodySource source_of(std::string text, std::ptrdiff_t at_end = 0) {
  return [text = std::move(text), at_end](char* buffer, std::size_t size) mutable {
    if (text.empty()) return at_end;
    const std::size_t taken = text.copy(buffer, size);
    text.erase(0, taken);
    return static_cast<std::ptrdiff_t>(taken);
  };
}

http::Request request_of(std::string method) {
  http::Request request;
  request.method = std::move(method);
  request.request_id = RequestId("r1");
  return request;
}

// Runs serve_once in a process of its own, with `body` on a pipe as fcgiwrap gives it.
std::string run_cgi(const testing::FastcgiParameters& environment, std::string_view body,
                    const Handler& handler) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  BOOST_REQUIRE(::pipe2(in.data(), O_CLOEXEC) == 0 && ::pipe2(out.data(), O_CLOEXEC) == 0);
  Fd stdin_end(in[1]);
  const Fd stdout_end(out[0]);
  const pid_t child = ::fork();
  if (child == 0) {
    ::clearenv();
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::_exit(serve_once(service_of(handler), in[0], out[1]));
  }
  ::close(in[0]);
  ::close(out[1]);
  BOOST_REQUIRE(::write(stdin_end.get(), body.data(), body.size()) ==
                static_cast<ssize_t>(body.size()));
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t got = 0; (got = ::read(stdout_end.get(), chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cgi_test)

BOOST_AUTO_TEST_CASE(body_of_the_declared_length_is_taken) {
  const Body body = read_body(source_of("abc"), "3", 10);
  BOOST_TEST(body.status == 200);
  BOOST_TEST(body.text == "abc");
}

BOOST_AUTO_TEST_CASE(body_without_a_declared_length_is_taken) {
  BOOST_TEST(read_body(source_of("abc"), "", 10).text == "abc");
}

BOOST_AUTO_TEST_CASE(body_of_exactly_the_limit_is_taken) {
  BOOST_TEST(read_body(source_of(std::string(10, 'a')), "10", 10).status == 200);
}

BOOST_AUTO_TEST_CASE(body_one_byte_over_the_limit_is_too_large_and_drained) {
  const Body body = read_body(source_of(std::string(11, 'a')), "11", 10);
  BOOST_TEST(body.status == 413);
  BOOST_TEST(body.text.empty());
  BOOST_TEST(body.drained);
}

BOOST_AUTO_TEST_CASE(body_that_is_declared_too_large_is_too_large_whatever_comes) {
  BOOST_TEST(read_body(source_of("abc"), "11", 10).status == 413);
}

BOOST_AUTO_TEST_CASE(body_without_end_is_left_undrained) {
  const BodySource endless = [](char* /*buffer*/, std::size_t size) {
    return static_cast<std::ptrdiff_t>(size);
  };
  const Body body = read_body(endless, "", 10);
  BOOST_TEST(body.status == 413);
  BOOST_TEST(!body.drained);
}

BOOST_AUTO_TEST_CASE(body_that_is_not_as_long_as_declared_is_refused) {
  for (const char* declared : {"4", "2", "0", "-3", "3x", " 3", "0x3", "99999999999999999999999"}) {
    const Body body = read_body(source_of("abc"), declared, 10);
    BOOST_TEST(body.status == 400, declared);
    BOOST_TEST(body.text.empty(), declared);
  }
}

BOOST_AUTO_TEST_CASE(body_that_breaks_off_is_refused_and_undrained) {
  const Body body = read_body(source_of("ab", -1), "2", 10);
  BOOST_TEST(body.status == 400);
  BOOST_TEST(!body.drained);
}

BOOST_AUTO_TEST_CASE(handler_sees_no_refused_body) {
  bool called = false;
  const Service service = service_of([&](const http::Request&) {
    called = true;
    return http::Response(200);
  });
  auto request = request_of("POST");
  BOOST_TEST(answer(service, request, {.status = 413, .text = {}, .drained = true}).status() ==
             413);
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(throwing_handler_becomes_a_fault_without_its_words) {
  const Service service = service_of([](const http::Request&) -> http::Response {
    throw std::runtime_error("no such table: secrets");
  });
  auto request = request_of("GET");
  const http::Response response = answer(service, request, {});
  BOOST_TEST(response.status() == 500);
  BOOST_TEST(response.body().find("secrets") == std::string::npos);
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(handler_that_throws_anything_else_becomes_a_fault) {
  const Service service = service_of([](const http::Request&) -> http::Response { throw 7; });
  auto request = request_of("GET");
  BOOST_TEST(answer(service, request, {}).status() == 500);
}

BOOST_AUTO_TEST_CASE(request_id_is_made_up_when_the_web_server_gave_none) {
  const auto none = [](const char* /*name*/) { return std::string_view{}; };
  const http::Request first = read_request(none);
  BOOST_TEST(first.request_id.text().size() == 32U);
  BOOST_TEST(first.request_id.text() != read_request(none).request_id.text());
}

BOOST_AUTO_TEST_CASE(response_prints_status_headers_and_body) {
  http::Response response(200);
  response.body("text/plain", "hello");
  BOOST_TEST(print(response, "GET") ==
             "Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
}

// RFC 9110 9.3.2: no content in the answer to HEAD.
BOOST_AUTO_TEST_CASE(head_has_the_headers_of_get_and_no_body) {
  http::Response response(200);
  response.body("text/plain", "hello");
  const std::string text = print(response, "HEAD");
  BOOST_TEST(text.ends_with("Content-Length: 5\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(statuses_without_content_have_no_body) {
  for (const int status : {204, 304}) {
    http::Response response(status);
    response.body("text/plain", "hello");
    const std::string text = print(response, "GET");
    BOOST_TEST(text.find("hello") == std::string::npos);
    BOOST_TEST(text.find("Content-Length") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(only_a_listening_socket_speaks_fastcgi) {
  const testing::Listener listener;
  BOOST_TEST(is_listening_socket(listener.fd()));
  std::array<int, 2> pair{};
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
  const Fd first(pair[0]);
  const Fd second(pair[1]);
  BOOST_TEST(!is_listening_socket(first.get()));
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  BOOST_TEST(!is_listening_socket(null.get()));
  BOOST_TEST(!is_listening_socket(-1));
}

BOOST_AUTO_TEST_CASE(cgi_request_is_answered_from_environment_and_standard_input) {
  const std::string text =
      run_cgi({{"REQUEST_METHOD", "POST"}, {"DOCUMENT_URI", "/token"}, {"CONTENT_LENGTH", "3"}},
              "a=b", [](const http::Request& request) {
                http::Response response(200);
                return response.body("text/plain", request.method + request.path + request.body);
              });
  BOOST_TEST(text.ends_with("\r\n\r\nPOST/tokena=b"));
}

// RFC 3875 4.2: the program must not read more than CONTENT_LENGTH; the pipe stays open here.
BOOST_AUTO_TEST_CASE(cgi_does_not_wait_for_the_end_of_standard_input) {
  const std::string text = run_cgi({{"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/jwks"}}, "",
                                   [](const http::Request& request) {
                                     http::Response response(200);
                                     return response.body("text/plain", request.path);
                                   });
  BOOST_TEST(text.ends_with("\r\n\r\n/jwks"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::programs
