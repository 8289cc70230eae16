// The text is read by a parser of the exposition format 0.0.4, which is stricter than collectors
// are.
#include "protocol/metrics.h"

#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "store/counters.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct Family {
  std::string type;
  std::map<std::string, double> samples;  // name{labels}
};

using Families = std::map<std::string, Family>;

[[noreturn]] void wrong(const std::string& line) {
  throw std::runtime_error("not in the format: " + line);
}

std::string family_of(const std::string& sample, const Families& families) {
  for (const char* suffix : {"", "_sum", "_count"}) {
    if (!sample.ends_with(suffix)) continue;
    const std::string name = sample.substr(0, sample.size() - std::string_view(suffix).size());
    const auto found = families.find(name);
    if (found == families.end()) continue;
    if (*suffix == '\0' || found->second.type == "summary") return name;
  }
  return {};
}

// Throws at the first line that is not in the format, or out of order.
Families parse(const std::string& text) {
  static const std::regex kHelp("# HELP ([a-z_]+) [A-Z][^\\n]*\\.");
  static const std::regex kType("# TYPE ([a-z_]+) (counter|gauge|summary)");
  static const std::regex kSample(
      R"re(([a-z_]+)(\{([a-z_]+="([^"\\]|\\["\\])*"(,[a-z_]+="([^"\\]|\\["\\])*")*)\})? ([0-9]+(\.[0-9]{6})?))re");
  Families families;
  std::string open;
  std::istringstream lines(text);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, kHelp)) {
      open = match[1];
      if (families.contains(open)) wrong(line);
      families[open];
    } else if (std::regex_match(line, match, kType)) {
      if (match[1] != open) wrong(line);
      families[open].type = match[2];
    } else if (std::regex_match(line, match, kSample)) {
      if (open.empty() || family_of(match[1], families) != open) wrong(line);
      const std::string key = match[1].str() + match[2].str();
      if (!families[open].samples.emplace(key, std::stod(match[7])).second) wrong(line);
    } else {
      wrong(line);
    }
  }
  if (!text.ends_with("\n")) wrong("no line feed at the end");
  return families;
}

struct Metrics : testing::Site {
  std::string text() {
    return read([](store::Reader& reader) { return metrics_text(reader); });
  }
  void count(std::string_view name, std::string_view labels, std::int64_t amount) {
    write([&](store::Transaction& tx) { store::add_to_counter(tx, {name, labels}, amount); });
  }
  std::optional<double> value(const std::string& family, const std::string& sample) {
    const Families families = parse(text());
    const auto found = families.find(family);
    if (found == families.end()) return std::nullopt;
    const auto row = found->second.samples.find(sample);
    return row == found->second.samples.end() ? std::nullopt : std::optional(row->second);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(metrics, Metrics)

BOOST_AUTO_TEST_CASE(parser_of_this_test_refuses_what_is_not_in_the_format) {
  BOOST_CHECK_THROW(parse("lockspire_rows 1\n"), std::runtime_error);
  BOOST_CHECK_THROW(parse("# HELP a Words.\n# TYPE b gauge\n"), std::runtime_error);
  BOOST_CHECK_THROW(parse("# HELP a Words.\n# TYPE a gauge\na{x=\"1\"} -\n"), std::runtime_error);
  BOOST_CHECK_THROW(parse("# HELP a Words.\n# TYPE a gauge\na 1\na 2\n"), std::runtime_error);
  BOOST_CHECK_THROW(parse("# HELP a Words.\n# TYPE a counter\na_sum 1\n"), std::runtime_error);
  BOOST_CHECK_THROW(parse("# HELP a Words.\n# TYPE a gauge\na 1"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(text_of_a_fresh_installation_is_in_the_format) {
  const Families families = parse(text());
  BOOST_TEST(families.at("lockspire_requests_total").type == "counter");
  BOOST_TEST(families.at("lockspire_rows").type == "gauge");
  BOOST_TEST(families.at("lockspire_commit_seconds").type == "summary");
}

BOOST_AUTO_TEST_CASE(no_counter_is_negative_or_without_its_suffix) {
  count("lockspire_requests_total", "program=\"token\",status=\"200\"", 1);
  for (const auto& [name, family] : parse(text())) {
    BOOST_TEST((family.type != "counter" || name.ends_with("_total")), name);
  }
}

BOOST_AUTO_TEST_CASE(counters_are_shown_with_their_labels) {
  count("lockspire_requests_total", "program=\"token\",status=\"200\"", 3);
  count("lockspire_requests_total", "program=\"token\",status=\"401\"", 1);
  BOOST_TEST(value("lockspire_requests_total",
                   "lockspire_requests_total{program=\"token\",status=\"200\"}")
                 .value() == 3);
  BOOST_TEST(value("lockspire_requests_total",
                   "lockspire_requests_total{program=\"token\",status=\"401\"}")
                 .value() == 1);
}

BOOST_AUTO_TEST_CASE(time_is_shown_in_seconds) {
  count("lockspire_commit_seconds_sum", "program=\"token\"", 2'000'042);
  count("lockspire_commit_seconds_count", "program=\"token\"", 7);
  BOOST_TEST(text().find("lockspire_commit_seconds_sum{program=\"token\"} 2.000042\n") !=
             std::string::npos);
  BOOST_TEST(text().find("lockspire_commit_seconds_count{program=\"token\"} 7\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(counter_of_another_release_is_not_shown) {
  count("lockspire_flying_saucers_total", "", 1);
  BOOST_TEST(text().find("saucers") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_and_keys_are_counted_now) {
  BOOST_TEST(value("lockspire_rows", "lockspire_rows{table=\"clients\"}").value() == 0);
  add(testing::web_client());
  BOOST_TEST(value("lockspire_rows", "lockspire_rows{table=\"clients\"}").value() == 1);
  BOOST_TEST(
      value("lockspire_signing_keys", "lockspire_signing_keys{alg=\"ES256\",state=\"active\"}")
          .value() == 1);
}

BOOST_AUTO_TEST_CASE(every_table_has_its_rows_shown) {
  const auto tables = read([](store::Reader& reader) {
    std::set<std::string> names;
    auto row = reader.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT IN ('counters', 'generations', 'client_origins')");
    while (row.step()) names.insert("lockspire_rows{table=\"" + row.text(0) + "\"}");
    return names;
  });
  const Families families = parse(text());
  BOOST_TEST(tables.size() > 10U);
  for (const std::string& name : tables) {
    BOOST_TEST(families.at("lockspire_rows").samples.contains(name), name);
  }
}

BOOST_AUTO_TEST_CASE(sizes_and_schema_are_told) {
  BOOST_TEST(value("lockspire_database_bytes", "lockspire_database_bytes").value() > 4'096);
  BOOST_TEST(value("lockspire_wal_bytes", "lockspire_wal_bytes").value() > 0);
  BOOST_TEST(value("lockspire_schema_version", "lockspire_schema_version").value() >= 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
