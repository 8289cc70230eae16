#include "ops/verify/nginx_checks.h"

#include "tests/unit/ops/verify/with_nginx.h"

namespace lockspire::ops {

BOOST_FIXTURE_TEST_SUITE(nginx_checks_test, WithNginx)

BOOST_AUTO_TEST_CASE(the_shipped_site_is_right) {
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(the_contract_is_what_the_snippets_say) {
  BOOST_TEST(contract.locations.size() >= 12U);
  BOOST_TEST(contract.guard_locations.size() == 3U);
  BOOST_TEST(contract.parameters.at("REMOTE_ADDR") == "$remote_addr");
  BOOST_TEST(contract.guard_parameters.at("LOCKSPIRE_ROUTE") == "$lockspire_route");
}

BOOST_AUTO_TEST_CASE(a_site_without_the_snippets_is_named) {
  change("include " + places.snippets() + "/lockspire-server.conf;", "");
  change("include " + places.snippets() + "/guard.conf;", "");
  BOOST_TEST(found() == "ERROR nginx.not_included");
  change("server_name example.com;", "server_name other.example; listen 8443;");
  change("listen 443", "listen 8444");
  change("listen [::]:443", "listen [::]:8444");
  BOOST_TEST(found() == "ERROR nginx.not_included, ERROR nginx.server_missing");
}

BOOST_AUTO_TEST_CASE(the_issuers_server_has_its_name_and_port) {
  change("server_name example.com;", "server_name other.example;");
  BOOST_TEST(found() == "WARN nginx.server_name");
  change("listen 443", "listen 8443");
  change("listen [::]:443", "listen [::]:8443");
  BOOST_TEST(found() == "ERROR nginx.server_name");
  change("server_name other.example;", "server_name example.com;");
  BOOST_TEST(found().starts_with("WARN nginx.server_port"));
}

BOOST_AUTO_TEST_CASE(a_missing_location_is_named) {
  change("location = /lockspire/token {", "location = /lockspire/tokens {");
  BOOST_TEST(found() == "ERROR nginx.location_missing");
  BOOST_TEST(findings().at(1).summary == "/lockspire/token does not reach the program token");
}

BOOST_AUTO_TEST_CASE(a_well_known_document_at_the_root_is_missed) {
  change("location = /.well-known/oauth-authorization-server/lockspire {", "location = /x {");
  BOOST_TEST(found() == "ERROR nginx.location_missing");
}

BOOST_AUTO_TEST_CASE(metadata_of_the_api_is_wanted_where_there_are_routes) {
  change("location ^~ /.well-known/oauth-protected-resource/ {", "location = /x {");
  BOOST_TEST(found() == "ERROR nginx.location_missing");
  routes = guard::RouteTable();
  change("set $lockspire_route notes;", "set $lockspire_route notes2;");
  BOOST_TEST(found() == "ERROR nginx.route_unknown");
}

BOOST_AUTO_TEST_CASE(another_socket_is_named) {
  change_after("location = /lockspire/revoke {", "lockspire_revoke", "lockspire_introspect");
  BOOST_TEST(found() == "ERROR nginx.wrong_socket");
}

BOOST_AUTO_TEST_CASE(another_folder_of_sockets_is_named) {
  change("server unix:" + places.run_dir() + "/jwks.sock", "server unix:/elsewhere/jwks.sock");
  BOOST_TEST(found() == "ERROR nginx.wrong_socket");
}

BOOST_AUTO_TEST_CASE(a_program_on_the_network_is_named) {
  change("server unix:" + places.run_dir() + "/token.sock", "server 127.0.0.1:9000");
  BOOST_TEST(found() == "ERROR nginx.wrong_socket");
}

BOOST_AUTO_TEST_CASE(an_expression_must_not_overtake) {
  change("location ^~ /lockspire/interactions/ {", "location /lockspire/interactions/ {");
  BOOST_TEST(found() == "");
  change("    # The site that owns the accounts.", "    location ~ \\.php$ { return 404; }");
  BOOST_TEST(found() == "ERROR nginx.location_overtaken");
}

BOOST_AUTO_TEST_CASE(metrics_are_for_this_machine) {
  change("deny all;", "");
  BOOST_TEST(found() == "ERROR nginx.metrics_open");
}

BOOST_AUTO_TEST_CASE(metrics_for_one_more_address_are_open) {
  change("allow ::1;", "allow 10.0.0.0/8;");
  BOOST_TEST(found() == "ERROR nginx.metrics_open");
}

BOOST_AUTO_TEST_CASE(the_guard_is_internal) {
  change("    internal;\n", "");
  BOOST_TEST(found() == "ERROR nginx.guard_not_internal");
}

BOOST_AUTO_TEST_CASE(the_guard_gets_no_headers_and_no_body) {
  change("fastcgi_pass_request_headers off;", "");
  BOOST_TEST(found() == "ERROR nginx.guard_request");
}

BOOST_AUTO_TEST_CASE(a_location_that_skips_the_guard_is_named) {
  change("        include " + places.snippets() + "/guard-route.conf;\n", "");
  BOOST_TEST(found() == "ERROR nginx.route_unguarded");
}

BOOST_AUTO_TEST_CASE(a_guard_that_is_switched_off_is_named) {
  change("auth_request /_lockspire_guard;", "auth_request off;");
  BOOST_TEST(found() == "ERROR nginx.route_unguarded");
}

BOOST_AUTO_TEST_CASE(a_guarded_location_names_its_route) {
  change("set $lockspire_route notes;", "");
  BOOST_TEST(found() == "ERROR nginx.route_missing, ERROR nginx.route_unguarded");
}

BOOST_AUTO_TEST_CASE(a_route_is_not_chosen_by_the_client) {
  change("set $lockspire_route notes;", "set $lockspire_route $http_x_route;");
  BOOST_TEST(found() ==
             "ERROR nginx.param_spoofable, ERROR nginx.route_from_client, "
             "ERROR nginx.route_unguarded");
}

BOOST_AUTO_TEST_CASE(a_route_stands_at_its_path) {
  change("location /api/notes {", "location /api/note {");
  BOOST_TEST(found() == "ERROR nginx.route_path");
}

BOOST_AUTO_TEST_CASE(an_address_does_not_stand_in_for_a_token) {
  change("set $lockspire_route notes;", "set $lockspire_route notes; satisfy any;");
  BOOST_TEST(found() == "ERROR nginx.guard_satisfy_any");
}

BOOST_AUTO_TEST_CASE(a_second_slash_leads_around_the_guard) {
  change("merge_slashes on;", "merge_slashes off;");
  BOOST_TEST(found() == "WARN nginx.guard_slashes");
}

BOOST_AUTO_TEST_CASE(a_return_answers_before_the_guard) {
  change("set $lockspire_route notes;", "set $lockspire_route notes; return 200;");
  BOOST_TEST(found() == "WARN nginx.guard_after_return");
}

BOOST_AUTO_TEST_CASE(another_path_to_the_same_host_leads_around_the_guard) {
  change("    # The site that owns the accounts.",
         "location /old/ { include " + places.snippets() +
             "/guard-open.conf; proxy_pass http://127.0.0.1:4000/api/; }");
  BOOST_TEST(found() == "ERROR nginx.guard_skipped");
}

BOOST_AUTO_TEST_CASE(a_location_inside_the_guarded_path_leads_around_the_guard) {
  change("    # The site that owns the accounts.",
         "location /api/notes/raw { include " + places.snippets() +
             "/guard-open.conf; proxy_pass http://localhost:4000; }");
  BOOST_TEST(found() == "ERROR nginx.guard_skipped");
}

BOOST_AUTO_TEST_CASE(another_server_leads_around_the_guard) {
  change("return 301 https://example.com$request_uri;",
         "location / { include " + places.snippets() +
             "/guard-open.conf; proxy_pass http://127.0.0.1:4000; }");
  BOOST_TEST(found() == "ERROR nginx.guard_skipped");
}

BOOST_AUTO_TEST_CASE(an_expression_leads_around_the_guard) {
  change("    # The site that owns the accounts.",
         "location ~ \\.json$ { include " + places.snippets() +
             "/guard-open.conf; proxy_pass http://127.0.0.1:4000; }");
  BOOST_TEST(found() == "ERROR nginx.guard_skipped");
  change("location /api/notes {", "location ^~ /api/notes {");
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(another_path_of_the_host_is_nobodys_business) {
  change("    # The site that owns the accounts.",
         "location /other/ { include " + places.snippets() +
             "/guard-open.conf; proxy_pass http://127.0.0.1:4000/public/; }");
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(open_locations_take_the_guards_headers_away) {
  change("        include " + places.snippets() + "/guard-open.conf;\n", "");
  BOOST_TEST(found() == "ERROR nginx.identity_open");
}

BOOST_AUTO_TEST_CASE(guarded_locations_replace_what_a_client_says) {
  change("proxy_set_header X-Auth-Subject $lockspire_subject;", "");
  BOOST_TEST(found() == "ERROR nginx.identity_guarded");
}

BOOST_AUTO_TEST_CASE(headers_with_underscores_are_refused) {
  change("underscores_in_headers off;", "underscores_in_headers on;");
  BOOST_TEST(found() == "ERROR nginx.header_names");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
