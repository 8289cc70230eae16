#include "protocol/remote_jwks.h"

#include <chrono>
#include <utility>

#include "base/uri.h"
#include "protocol/jwk_selection.h"

namespace lockspire {
namespace {

// Longer than any fetch: who flies always lands before.
constexpr std::chrono::milliseconds kPatience{10'000};
constexpr std::size_t kLongestProblem = 300;

// Whether `at` is less than `span` ago. A moment in the future is of a clock that was set back.
bool is_within(std::optional<Instant> at, Seconds span, Instant now) {
  return at && *at <= now && now - *at < span;
}

std::expected<RemoteJwks::Document, std::string> document_of(
    const std::optional<store::RemoteJwksRow>& row, Instant now) {
  if (state_of(row, now).usable) return RemoteJwks::Document{*row->jwks, *row->fetched_at};
  if (row && row->problem) return std::unexpected(*row->problem);
  return std::unexpected("others are fetching it");
}

}  // namespace

RemoteJwksState state_of(const std::optional<store::RemoteJwksRow>& row, Instant now) {
  if (!row) return {.usable = false, .fresh = false, .may_fetch = true, .may_renew = true};
  const bool failed_just_now =
      row->problem.has_value() && is_within(row->attempted_at, kRemoteJwksRetry, now);
  const bool has_document = row->jwks.has_value() && row->fetched_at.has_value();
  return {.usable = has_document && now - *row->fetched_at < kRemoteJwksKept,
          .fresh = has_document && is_within(row->fetched_at, kRemoteJwksFresh, now),
          .may_fetch = !failed_just_now,
          .may_renew = !failed_just_now && !is_within(row->renewed_at, kRemoteJwksRetry, now)};
}

std::expected<std::string, std::string> jwks_in(
    const std::expected<outbound::Response, outbound::Failure>& answer) {
  if (!answer) return std::unexpected(answer.error().detail.substr(0, kLongestProblem));
  if (answer->status != 200) {
    return std::unexpected("the status is " + std::to_string(answer->status) + ", not 200");
  }
  std::string problem;
  const auto document = Json::parse(answer->body, kJwkSetLimits, &problem);
  if (!document) return std::unexpected("it is not JSON: " + problem);
  if (!is_jwk_set(document->view())) {
    return std::unexpected("it is no JWK Set of at most " + std::to_string(kMostJwks) + " keys");
  }
  return document->print();
}

RemoteJwks::RemoteJwks(store::Store& store, const Clock& clock, const Log& log, Fetch fetch,
                       int seats)
    : store_(store), clock_(clock), log_(log), fetch_(std::move(fetch)), flights_(seats) {}

std::expected<RemoteJwks::Document, std::string> RemoteJwks::current(const std::string& jwks_uri) {
  const Row row = find(jwks_uri);
  const RemoteJwksState state = state_of(row, clock_.now());
  if (state.fresh || !state.may_fetch) return document_of(row, clock_.now());
  fetch_once(jwks_uri, Cause::kAge, !state.usable);
  return document_of(find(jwks_uri), clock_.now());
}

std::optional<RemoteJwks::Document> RemoteJwks::renewed(const std::string& jwks_uri,
                                                        const Document& before) {
  Row row = find(jwks_uri);
  // Somebody fetched it since.
  const bool is_other = row && row->jwks != before.jwks;
  if (!is_other && !state_of(row, clock_.now()).may_renew) return std::nullopt;
  if (!is_other) {
    if (!fetch_once(jwks_uri, Cause::kUnknownKid, true)) return std::nullopt;
    row = find(jwks_uri);
  }
  auto document = document_of(row, clock_.now());
  if (!document) return std::nullopt;
  return *std::move(document);
}

RemoteJwks::Row RemoteJwks::find(const std::string& jwks_uri) {
  return store_.read([&](store::Reader& db) { return store::find_remote_jwks(db, jwks_uri); });
}

bool RemoteJwks::fetch_once(const std::string& jwks_uri, Cause cause, bool wait) {
  const auto seat = flights_.board(jwks_uri, wait ? kPatience : std::chrono::milliseconds(0));
  if (!seat) return false;
  if (!seat->is_pilot()) return true;
  // Another thread may have landed since the row was read.
  const Row row = find(jwks_uri);
  const RemoteJwksState state = state_of(row, clock_.now());
  const bool wanted = cause == Cause::kAge ? !state.fresh && state.may_fetch : state.may_renew;
  if (wanted) fetch_and_save(jwks_uri, row, cause);
  return true;
}

void RemoteJwks::fetch_and_save(const std::string& jwks_uri, Row before, Cause cause) {
  auto jwks = jwks_in(fetch_(jwks_uri));
  const Instant now = clock_.now();
  store::RemoteJwksRow row = before.value_or(store::RemoteJwksRow{.jwks_uri = jwks_uri});
  row.attempted_at = now;
  if (cause == Cause::kUnknownKid) row.renewed_at = now;
  row.problem.reset();
  if (jwks) {
    row.jwks = *std::move(jwks);
    row.fetched_at = now;
  } else {
    row.problem = jwks.error();
    log_.write(LogLevel::kWarning, "remote_jwks.not_fetched",
               {{"jwks_uri", uri_for_log(jwks_uri)}, {"detail", jwks.error()}});
  }
  store_.transact([&](store::Transaction& tx) {
    store::save_remote_jwks(tx, row);
    return true;
  });
}

}  // namespace lockspire
