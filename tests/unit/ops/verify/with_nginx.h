// The nginx of an installed site, as `nginx -T` shows it, for tests that break it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "ops/install/inputs.h"
#include "ops/install/placeholders.h"
#include "ops/routes.h"
#include "ops/verify/nginx_checks.h"
#include "tests/unit/ops/install/with_share.h"

namespace lockspire::ops {

struct WithNginx : WithShare {
  Policy policy = policy_of(inputs);
  NginxContract contract = read_contract(share, policy);
  guard::RouteTable routes;
  std::string dump = whole_dump();

  WithNginx() {
    policy.scopes["notes.read"] = "Read your notes";
    routes = *parse_routes(R"([[route]]
name = "notes"
path = "/api/notes"
resource = "https://example.com/api"
scopes = ["notes.read"]
)",
                           "routes.toml", policy);
  }

  // Replaces each occurrence. REQUIRES: there is one.
  void change(const std::string& before, const std::string& after) {
    std::size_t count = 0;
    for (auto at = dump.find(before); at != std::string::npos;
         at = dump.find(before, at + after.size())) {
      dump.replace(at, before.size(), after);
      ++count;
    }
    BOOST_REQUIRE_MESSAGE(count > 0, before);
  }
  // Replaces the first occurrence after `anchor`.
  void change_after(const std::string& anchor, const std::string& before,
                    const std::string& after) {
    const auto begin = dump.find(anchor);
    BOOST_REQUIRE_MESSAGE(begin != std::string::npos, anchor);
    const auto at = dump.find(before, begin);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, before);
    dump.replace(at, before.size(), after);
  }

  Findings findings() {
    auto parsed = nginx::parse_dump(dump);
    const std::string problem = parsed ? "" : parsed.error().words;
    BOOST_REQUIRE_MESSAGE(problem.empty(), problem);
    const nginx::Site site(*std::move(parsed));
    NginxFacts facts{.site = site,
                     .policy = policy,
                     .routes = routes,
                     .contract = contract,
                     .run_dir = places.run_dir(),
                     .snippets = places.snippets(),
                     .installed = true};
    return check_nginx(facts);
  }

  // `ERROR code` and `WARN code` of what is not OK, each once, in the order of the alphabet.
  std::string found() {
    std::set<std::string> codes;
    for (const Finding& finding : findings()) {
      if (finding.severity == Severity::kOk) continue;
      BOOST_TEST(!finding.fix.empty(), finding.code);
      BOOST_TEST(!finding.detail.empty(), finding.code);
      codes.insert(std::string(severity_name(finding.severity)) + " " + finding.code);
    }
    std::string out;
    for (const std::string& code : codes) out += (out.empty() ? "" : ", ") + code;
    return out;
  }

 private:
  std::string whole_dump() {
    const Values values{{"SNIPPETS", places.snippets()},
                        {"TLS_DIR", "/tls"},
                        {"ACCESS_LOG", "/var/log/nginx/access.log"},
                        {"HOST_ADDRESS", "127.0.0.1:4000"}};
    std::string out = "# configuration file /etc/nginx/nginx.conf:\nhttp {\n" +
                      fill_in(read_shipped(share, "nginx/example-site.conf"), values) + "}\n\n";
    for (const InstallFile& file : files_of(inputs, share, random)) {
      if (!file.path.starts_with(places.snippets())) continue;
      out += "# configuration file " + file.path + ":\n" + file.content + "\n\n";
    }
    return out;
  }
};

}  // namespace lockspire::ops
