// What programs are told, and what nginx keeps, limits and says.
#include "tests/unit/ops/verify/with_nginx.h"

namespace lockspire::ops {

BOOST_FIXTURE_TEST_SUITE(nginx_rules_test, WithNginx)

// RFC 9700 4.13: what a proxy says comes from the proxy, never from a client's header
BOOST_AUTO_TEST_CASE(an_address_from_a_header_is_named) {
  change("fastcgi_param REMOTE_ADDR $remote_addr;", "fastcgi_param REMOTE_ADDR $http_x_real_ip;");
  BOOST_TEST(found() == "ERROR nginx.param_spoofable");
}

BOOST_AUTO_TEST_CASE(an_address_from_a_header_is_found_behind_a_map) {
  change("fastcgi_param REMOTE_ADDR $remote_addr;", "fastcgi_param REMOTE_ADDR $real;");
  change("# Requests a second", "map $http_x_real_ip $real { default $remote_addr; }\n#");
  BOOST_TEST(found() == "ERROR nginx.param_spoofable");
}

BOOST_AUTO_TEST_CASE(a_name_of_ours_from_a_header_is_named) {
  change("fastcgi_param HTTP_PROXY \"\";",
         "fastcgi_param HTTP_PROXY \"\"; fastcgi_param SSL_CLIENT_VERIFY $http_ssl_verify;");
  BOOST_TEST(found() == "ERROR nginx.param_spoofable");
}

BOOST_AUTO_TEST_CASE(a_parameter_comes_once) {
  change_after("location = /lockspire/token {", "limit_req zone",
               "fastcgi_param REMOTE_ADDR $remote_addr; limit_req zone");
  BOOST_TEST(found() == "ERROR nginx.param_twice");
}

BOOST_AUTO_TEST_CASE(a_parameter_is_not_missing) {
  change_after("lockspire-params.conf:\n", "fastcgi_param DOCUMENT_URI $document_uri;", "");
  BOOST_TEST(found() == "ERROR nginx.param_missing");
}

BOOST_AUTO_TEST_CASE(a_parameter_does_not_change) {
  change("fastcgi_param HTTP_PROXY \"\";",
         "fastcgi_param HTTP_PROXY \"\"; fastcgi_param BEGAN $request_time;");
  BOOST_TEST(found() == "WARN nginx.param_fleeting");
}

BOOST_AUTO_TEST_CASE(not_everybody_sets_the_real_address) {
  change("server_tokens off;", "server_tokens off; set_real_ip_from 0.0.0.0/0;");
  BOOST_TEST(found() == "ERROR nginx.address_spoofable");
}

BOOST_AUTO_TEST_CASE(buffers_hold_what_we_answer) {
  change("fastcgi_buffer_size 16k;", "fastcgi_buffer_size 4k;");
  BOOST_TEST(found() == "ERROR nginx.buffer_size");
}

BOOST_AUTO_TEST_CASE(buffers_hold_what_is_asked) {
  change("large_client_header_buffers 4 16k;", "");
  BOOST_TEST(found() == "ERROR nginx.request_line");
}

BOOST_AUTO_TEST_CASE(bodies_are_bounded) {
  change("client_max_body_size 64k;", "client_max_body_size 0;");
  BOOST_TEST(found() == "ERROR nginx.body_size");
  change("client_max_body_size 0;", "");
  BOOST_TEST(found() == "ERROR nginx.body_size");
}

BOOST_AUTO_TEST_CASE(rates_are_limited) {
  change_after("location = /lockspire/token {", "limit_req zone=lockspire_api burst=200 nodelay;",
               "");
  BOOST_TEST(found() == "ERROR nginx.rate_limit");
}

BOOST_AUTO_TEST_CASE(answers_for_one_are_not_cached) {
  change("fastcgi_cache off;", "fastcgi_cache everything;");
  BOOST_TEST(found() == "ERROR nginx.cached");
}

BOOST_AUTO_TEST_CASE(what_a_guarded_api_answers_is_not_cached) {
  change("set $lockspire_route notes;", "set $lockspire_route notes; proxy_cache all;");
  BOOST_TEST(found() == "ERROR nginx.cached");
}

BOOST_AUTO_TEST_CASE(public_documents_may_be_cached) {
  change_after("location = /lockspire/jwks {", "limit_req zone", "fastcgi_cache x; limit_req zone");
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(query_strings_are_not_logged) {
  const std::string format = "\"$request_method $lockspire_path $server_protocol\"";
  change(format, "\"$request\"");
  BOOST_TEST(found() == "ERROR nginx.query_logged, WARN nginx.query_logged_by_host");
  change("\"$request\"", "\"$line\"");
  change("# Requests a second", "map $request_uri $line { default $request_uri; }\n#");
  BOOST_TEST(found() == "ERROR nginx.query_logged, WARN nginx.query_logged_by_host");
}

BOOST_AUTO_TEST_CASE(the_standard_format_logs_query_strings) {
  change_after("lockspire-params.conf:\n",
               "access_log " + places.log_dir() + "/lockspire.log lockspire;",
               "access_log /var/log/nginx/access.log;");
  BOOST_TEST(found() == "ERROR nginx.query_logged");
}

BOOST_AUTO_TEST_CASE(no_log_at_all_is_the_standard_log) {
  change("access_log /var/log/nginx/access.log lockspire;", "");
  BOOST_TEST(found() == "WARN nginx.query_logged_by_host");
}

BOOST_AUTO_TEST_CASE(an_https_issuer_has_tls) {
  change(" ssl http2;", ";");
  BOOST_TEST(found() == "ERROR nginx.tls");
  change("server_tokens off;", "server_tokens off; set_real_ip_from 10.0.0.1;");
  BOOST_TEST(found() == "WARN nginx.tls");
}

BOOST_AUTO_TEST_CASE(no_program_answers_in_the_clear_too) {
  change("return 301 https://example.com$request_uri;",
         "include " + places.snippets() + "/lockspire-server.conf;");
  BOOST_TEST(found() == "ERROR nginx.plain_http");
}

BOOST_AUTO_TEST_CASE(tls_is_not_old) {
  change("ssl_protocols TLSv1.2 TLSv1.3;", "ssl_protocols TLSv1.1 TLSv1.2;");
  BOOST_TEST(found() == "WARN nginx.old_tls");
}

BOOST_AUTO_TEST_CASE(a_header_of_a_location_takes_ours_away) {
  change_after("location = /lockspire/token {", "limit_req zone",
               "add_header X-Mine 1; limit_req zone");
  BOOST_TEST(found() == "");
  change_after("lockspire-params.conf:\n",
               "add_header Strict-Transport-Security $lockspire_hsts always;", "");
  BOOST_TEST(found() == "WARN nginx.hsts");
}

BOOST_AUTO_TEST_CASE(errors_of_programs_arrive) {
  change("fastcgi_intercept_errors off;", "fastcgi_intercept_errors on;");
  BOOST_TEST(found() == "ERROR nginx.errors_intercepted");
}

BOOST_AUTO_TEST_CASE(an_alias_stays_in_its_folder) {
  change("    # The site that owns the accounts.", "location /static { alias /srv/static/; }");
  BOOST_TEST(found() == "ERROR nginx.alias_slash");
}

BOOST_AUTO_TEST_CASE(nginx_does_not_tell_its_version) {
  change("server_tokens off;", "");
  BOOST_TEST(found() == "WARN nginx.version_shown");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
