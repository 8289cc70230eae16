#include "ops/nginx/site.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops::nginx {
namespace {

Directives read(const std::string& http) {
  auto parsed = parse("http {" + http + "}", "f");
  BOOST_REQUIRE(parsed);
  return *std::move(parsed);
}

std::string chosen(const std::string& locations, std::string_view path) {
  const Site site(read("server { " + locations + "}"));
  const Location* found = choose_location(site.servers().front(), path);
  return found == nullptr ? "none" : found->path;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_site_test)

BOOST_AUTO_TEST_CASE(an_exact_location_wins_then_the_longest_prefix) {
  const std::string locations =
      "location / { } location /a { } location ^~ /a/b { } location = /a/b/c { } location @n { }"
      "location ~ ^/x { }";
  BOOST_TEST(chosen(locations, "/a/b/c") == "/a/b/c");
  BOOST_TEST(chosen(locations, "/a/b/cd") == "/a/b");
  BOOST_TEST(chosen(locations, "/ab") == "/a");
  BOOST_TEST(chosen(locations, "/x") == "/");
  BOOST_TEST(chosen("location /a { location /a/b { } }", "/a/b") == "/a/b");
  BOOST_TEST(chosen("location =/a { } location ~\\.php$ { }", "/a") == "/a");
  BOOST_TEST(chosen("location = /a { }", "/b") == "none");
}

BOOST_AUTO_TEST_CASE(an_expression_overtakes_plain_prefixes_alone) {
  const Site site(
      read("server { location /a { } location ^~ /b { } location = /c { } location ~* x { } }"));
  const Server& server = site.servers().front();
  BOOST_TEST(may_be_overtaken(server, *choose_location(server, "/a")));
  BOOST_TEST(!may_be_overtaken(server, *choose_location(server, "/b")));
  BOOST_TEST(!may_be_overtaken(server, *choose_location(server, "/c")));
}

BOOST_AUTO_TEST_CASE(an_inner_level_replaces_all_of_the_outer_one) {
  const Site site(
      read("add_header A 1; add_header B 2; server { location / { add_header C 3; }"
           "location /x { } }"));
  const Server& server = site.servers().front();
  const auto own = effective(choose_location(server, "/")->levels, "add_header");
  BOOST_REQUIRE(own.size() == 1U);
  BOOST_TEST(own.front()->arg(0) == "C");
  BOOST_TEST(effective(choose_location(server, "/x")->levels, "add_header").size() == 2U);
  BOOST_TEST(effective_value(server.levels, "nothing", "standard") == "standard");
}

BOOST_AUTO_TEST_CASE(a_pass_inside_an_if_counts) {
  const Site site(read("server { location / { if ($a) { proxy_pass http://b; } } }"));
  BOOST_TEST(site.servers().front().locations.front().passes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_pass_leads_to_the_servers_of_its_upstream) {
  const Site site(
      read("upstream u { server unix:/run/a.sock max_fails=0; server 127.0.0.1:1; }"
           "server { location /a { proxy_pass http://u/x; } location /b { "
           "fastcgi_pass unix:/run/b.sock; } location /c { proxy_pass "
           "https://h:8443/y; } }"));
  const auto& locations = site.servers().front().locations;
  BOOST_TEST(site.addresses_of(*locations[0].passes[0]).size() == 2U);
  BOOST_TEST(site.addresses_of(*locations[1].passes[0]).front() == "unix:/run/b.sock");
  BOOST_TEST(site.addresses_of(*locations[2].passes[0]).front() == "h:8443");
}

BOOST_AUTO_TEST_CASE(listen_has_address_port_and_tls) {
  const Site site(
      read("server { listen 443 ssl http2; listen [::]:8443 ssl default_server; "
           "listen 127.0.0.1; listen unix:/x; } server { }"));
  const auto& listens = site.servers()[0].listens;
  BOOST_TEST(listens[0].port == "443");
  BOOST_TEST(listens[0].ssl);
  BOOST_TEST(listens[1].address == "[::]");
  BOOST_TEST(listens[1].port == "8443");
  BOOST_TEST(listens[1].is_default);
  BOOST_TEST(listens[2].address == "127.0.0.1");
  BOOST_TEST(listens[2].port == "80");
  BOOST_TEST(listens[3].port == "");
  BOOST_TEST(site.servers()[1].listens.front().port == "80");
}

BOOST_AUTO_TEST_CASE(a_name_matches_exactly_before_a_star) {
  const Site site(
      read("server { server_name a.example; } server { server_name *.example; }"
           "server { server_name .a.example; } server { server_name ~a; }"));
  const auto& servers = site.servers();
  BOOST_TEST(name_match(servers[0], "a.example") == 3);
  BOOST_TEST(name_match(servers[0], "b.example") == 0);
  BOOST_TEST(name_match(servers[1], "a.example") == 2);
  BOOST_TEST(name_match(servers[1], "example") == 0);
  BOOST_TEST(name_match(servers[2], "a.example") == 2);
  BOOST_TEST(name_match(servers[2], "xa.example") == 0);
  BOOST_TEST(name_match(servers[3], "a") == 0);
}

BOOST_AUTO_TEST_CASE(what_a_client_writes_is_followed_through_maps_and_sets) {
  const Site site(
      read("map $http_x_real $real { default $remote_addr; } map $real $deep { a b; }"
           "map $uri $clean { default $uri; } geo $http_y $place { default 0; }"
           "server { set $own $arg_a; location / { set $fixed name; } }"));
  for (const char* text : {"$http_x", "${cookie_a}", "x$arg_b", "$args", "$real", "$deep", "$own",
                           "$place", "$proxy_add_x_forwarded_for"}) {
    BOOST_TEST(site.is_from_client(text).has_value(), text);
  }
  for (const char* text : {"$remote_addr", "$https", "$clean", "$fixed", "name", "$unknown",
                           "$upstream_http_x", "$", "${", ""}) {
    BOOST_TEST(!site.is_from_client(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_variable_may_be_made_from_itself) {
  const Site site(read("map $a $b { default $a; } map $b $a { default $b; }"));
  BOOST_TEST(!site.is_from_client("$a").has_value());
}

BOOST_AUTO_TEST_CASE(a_log_format_may_be_in_pieces) {
  const Site site(read("log_format one escape=json '$a ' '$b'; log_format two $c;"));
  BOOST_TEST(*site.log_format("one") == "$a $b");
  BOOST_TEST(*site.log_format("two") == "$c");
  BOOST_TEST(site.log_format("three") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops::nginx
