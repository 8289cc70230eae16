#include "protocol/guard/metadata.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire::guard {
namespace {

Route route_of(const std::string& resource, const Words& scopes) {
  return {.name = "r" + resource,
          .path = "/x",
          .methods = {},
          .resource = resource,
          .scopes = scopes,
          .acr = {},
          .max_age = std::nullopt};
}

struct Resources {
  Policy policy = testing::example_policy();
  RouteTable routes{{route_of("https://example.com/api", {"read"}),
                     route_of("https://example.com/api", {"write", "read"}),
                     route_of("https://example.com", {}),
                     route_of("https://other.example/api", {"other"})}};

  [[nodiscard]] std::string at(std::string_view path, std::string_view host = "example.com") const {
    return metadata_at(path, host, routes, policy).value_or("none");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(resource_metadata_test, Resources)

// RFC 9728 3.1: the well-known path stands between the host and the path of the resource.
// RFC 9728 3.1 #slash: a slash that ends the host is left out.
BOOST_AUTO_TEST_CASE(url_is_made_of_the_resource) {
  const std::string known = std::string("https://example.com") + std::string(kMetadataPath);
  BOOST_TEST(metadata_url("https://example.com") == known);
  BOOST_TEST(metadata_url("https://example.com/") == known);
  BOOST_TEST(metadata_url("https://example.com/api") == known + "/api");
  BOOST_TEST(metadata_url("https://example.com/api/") == known + "/api/");
  BOOST_TEST(metadata_url("http://localhost:8080/a/b") ==
             "http://localhost:8080/.well-known/oauth-protected-resource/a/b");
}

// RFC 9728 2: who issues tokens for it, which scopes there are, how a token is sent.
// RFC 9728 3.3: resource is exactly what the client asked about.
BOOST_AUTO_TEST_CASE(document_has_the_scopes_of_all_its_routes) {
  BOOST_TEST(at("/.well-known/oauth-protected-resource/api") ==
             R"({"resource":"https://example.com/api",)"
             R"("authorization_servers":["https://example.com/lockspire"],)"
             R"("scopes_supported":["read","write"],"bearer_methods_supported":["header"]})");
}

// RFC 9728 3.2: a list without an item is left out.
BOOST_AUTO_TEST_CASE(list_without_an_item_is_left_out) {
  BOOST_TEST(at("/.well-known/oauth-protected-resource").find("scopes_supported") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(host_decides_between_resources_of_one_path) {
  const std::string path = "/.well-known/oauth-protected-resource/api";
  BOOST_TEST(at(path, "other.example").find("https://other.example/api") != std::string::npos);
  BOOST_TEST(at(path, "unknown.example").find("https://example.com/api") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_paths_have_none) {
  for (const char* path :
       {"/.well-known/oauth-protected-resource/", "/.well-known/oauth-protected-resource/api/",
        "/.well-known/oauth-protected-resource/ap", "/.well-known/oauth-protected-resource/API",
        "/.well-known/oauth-protected-resourceapi", "/api", ""}) {
    BOOST_TEST(at(path) == "none");
  }
  BOOST_TEST(!metadata_at("/.well-known/oauth-protected-resource/api", "example.com", {}, policy));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::guard
