#include "outbound/fetch.h"

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/unit/outbound/canned_server.h"

using namespace lockspire::outbound;
using lockspire::testing::CannedServer;

namespace {

using namespace std::chrono_literals;

Options anywhere() {
  Options options;
  options.rules = {.reach = Reach::kAnywhere, .allow_http = true};
  return options;
}

std::string answer(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

FailureKind kind_of(const std::expected<Response, Failure>& result) {
  if (result) throw std::logic_error("it was answered: " + std::to_string(result->status));
  return result.error().kind;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fetch_test)

BOOST_AUTO_TEST_CASE(an_answer_has_status_headers_and_body) {
  const CannedServer server(answer("201 Created\r\nX-One:  a \r\nx-one: b", "hello"));
  const auto response = fetch({.url = server.url()}, anywhere());
  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 201);
  BOOST_TEST(response->body == "hello");
  BOOST_TEST(response->header("x-one").value_or("") == "a");
  BOOST_TEST(response->headers.size() == 3U);
  BOOST_TEST(!response->header("x-two").has_value());
}

BOOST_AUTO_TEST_CASE(method_headers_and_body_go_out_as_given) {
  const CannedServer server(answer("200 OK", ""));
  const auto response = fetch({.url = server.url(),
                               .method = "POST",
                               .headers = {{"Content-Type", "application/json"}},
                               .body = "{}"},
                              anywhere());
  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(server.request().starts_with("POST /path?q=1 HTTP/1.1\r\n"));
  BOOST_TEST(server.request().find("Content-Type: application/json\r\n") != std::string::npos);
  BOOST_TEST(server.request().ends_with("\r\n\r\n{}"));
  BOOST_TEST(server.request().find("Expect:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_header_cannot_smuggle_a_second_one) {
  const CannedServer server(answer("200 OK", ""));
  BOOST_CHECK_THROW((void)fetch({.url = server.url(), .headers = {{"X", "a\r\nY: b"}}}, anywhere()),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_an_answer_and_is_not_followed) {
  const CannedServer target(answer("200 OK", "inner"));
  const CannedServer server(answer("302 Found\r\nLocation: " + target.url(), ""));
  const auto response = fetch({.url = server.url()}, anywhere());
  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 302);
  BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_larger_than_allowed_is_none) {
  Options options = anywhere();
  options.most_body_bytes = 4;
  const CannedServer fits(answer("200 OK", "1234"));
  BOOST_TEST(fetch({.url = fits.url()}, options).has_value());
  const CannedServer declared(answer("200 OK", "12345"));
  BOOST_TEST((kind_of(fetch({.url = declared.url()}, options)) == FailureKind::kTooLarge));
  const CannedServer undeclared("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345");
  BOOST_TEST((kind_of(fetch({.url = undeclared.url()}, options)) == FailureKind::kTooLarge));
  const CannedServer chunked(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n3\r\n456\r\n0\r\n\r\n");
  BOOST_TEST((kind_of(fetch({.url = chunked.url()}, options)) == FailureKind::kTooLarge));
}

BOOST_AUTO_TEST_CASE(endless_headers_are_refused) {
  std::string headers;
  for (int i = 0; i < 2'000; ++i) headers += "\r\nX-Filler: 0123456789";
  const CannedServer server(answer("200 OK" + headers, ""));
  BOOST_TEST((kind_of(fetch({.url = server.url()}, anywhere())) == FailureKind::kTooLarge));
}

BOOST_AUTO_TEST_CASE(a_body_is_not_unpacked) {
  const CannedServer server(answer("200 OK\r\nContent-Encoding: gzip", "not gzip"));
  const auto response = fetch({.url = server.url()}, anywhere());
  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->body == "not gzip");
  BOOST_TEST(server.request().find("Accept-Encoding") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_server_that_never_finishes_is_left) {
  Options options = anywhere();
  options.timeout = 300ms;
  const CannedServer silent("", 10s);
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST((kind_of(fetch({.url = silent.url()}, options)) == FailureKind::kTimeout));
  const CannedServer halfway("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", 10s);
  BOOST_TEST((kind_of(fetch({.url = halfway.url()}, options)) == FailureKind::kTimeout));
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 5s));
}

BOOST_AUTO_TEST_CASE(an_answer_cut_short_is_none) {
  const CannedServer server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123");
  BOOST_TEST((kind_of(fetch({.url = server.url()}, anywhere())) == FailureKind::kProtocol));
}

BOOST_AUTO_TEST_CASE(nobody_there_is_told_from_the_rest) {
  std::string url;
  {
    const CannedServer gone("");
    url = gone.url();
  }
  BOOST_TEST((kind_of(fetch({.url = url}, anywhere())) == FailureKind::kConnect));
}

BOOST_AUTO_TEST_CASE(ipv6_address_is_asked_as_it_stands) {
  BOOST_TEST((kind_of(fetch({.url = "http://[::1]:1/"}, anywhere())) == FailureKind::kConnect));
}

BOOST_AUTO_TEST_CASE(plain_http_on_a_tls_port_is_no_proof) {
  const CannedServer server(answer("200 OK", ""));
  std::string url = server.url();
  url.replace(0, 4, "https");
  BOOST_TEST((kind_of(fetch({.url = url}, anywhere())) == FailureKind::kTls));
}

BOOST_AUTO_TEST_CASE(a_private_address_is_never_connected_to) {
  const CannedServer server(answer("200 OK", ""));
  Options options;
  options.rules.allow_http = true;
  BOOST_TEST((kind_of(fetch({.url = server.url()}, options)) == FailureKind::kUrl));
  BOOST_TEST((kind_of(fetch({.url = "http://127.0.0.1/"}, options)) == FailureKind::kAddress));
  BOOST_TEST(server.connections() == 0);
}

// The name means the server now, but it did not when it was checked.
BOOST_AUTO_TEST_CASE(the_connection_stays_with_the_address_that_was_checked) {
  const CannedServer server(answer("200 OK", "hello"));
  Options options = anywhere();
  const auto resolves_to = [&](std::string_view text) {
    options.rules.resolver = [text](const std::string&, Deadline) {
      return std::expected<std::vector<Address>, std::string>(std::vector{*parse_address(text)});
    };
    return fetch({.url = server.url("localhost")}, options);
  };
  BOOST_TEST(resolves_to("127.0.0.1").has_value());
  BOOST_TEST(server.connections() == 1);
  BOOST_TEST((kind_of(resolves_to("127.0.0.2")) == FailureKind::kConnect));
  BOOST_TEST(server.connections() == 1);
}

// libcurl reads 127.1 as an address by itself and asks no resolver.
BOOST_AUTO_TEST_CASE(an_address_that_only_libcurl_sees_is_refused_at_the_socket) {
  const CannedServer server(answer("200 OK", ""));
  Options options = anywhere();
  options.rules.resolver = [](const std::string&, Deadline) {
    return std::expected<std::vector<Address>, std::string>(
        std::vector{*parse_address("93.184.216.34")});
  };
  BOOST_TEST((kind_of(fetch({.url = server.url("127.1")}, options)) == FailureKind::kAddress));
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_proxy_of_the_environment_is_not_used) {
  const CannedServer proxy(answer("200 OK", "proxy"));
  const CannedServer server(answer("200 OK", "server"));
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("ALL_PROXY", proxy.url().c_str(), 1);
  const auto response = fetch({.url = server.url()}, anywhere());
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->body == "server");
  BOOST_TEST(proxy.connections() == 0);
}

BOOST_AUTO_TEST_CASE(two_addresses_are_tried_in_turn) {
  const CannedServer server(answer("200 OK", "hello"));
  Options options = anywhere();
  options.rules.resolver = [](const std::string&, Deadline) {
    return std::expected<std::vector<Address>, std::string>(
        std::vector{*parse_address("::1"), *parse_address("127.0.0.1")});
  };
  BOOST_TEST(fetch({.url = server.url("localhost")}, options).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
