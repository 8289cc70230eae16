#include "store/interactions.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO interactions (interaction_id, verifier_hash, browser_hash, client_id, request, sub,
                            login_trips, started_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";

constexpr std::string_view kFind = R"sql(
  SELECT verifier_hash, browser_hash, client_id, request, sub, login_trips, started_at, expires_at,
         finished_at
    FROM interactions WHERE interaction_id = $1)sql";

constexpr std::string_view kCountTrip =
    "UPDATE interactions SET login_trips = login_trips + 1 WHERE interaction_id = $1";

constexpr std::string_view kBind = "UPDATE interactions SET sub = $2 WHERE interaction_id = $1";

constexpr std::string_view kMakeRoom = R"sql(
  DELETE FROM interactions WHERE interaction_id IN
    (SELECT interaction_id FROM interactions WHERE sub = $1
      ORDER BY interaction_id DESC LIMIT 100 OFFSET $2))sql";

constexpr std::string_view kFinish = R"sql(
  UPDATE interactions SET finished_at = $3, outcome = $2
   WHERE interaction_id = $1 AND finished_at IS NULL)sql";

}  // namespace

void insert_interaction(Transaction& tx, const Interaction& interaction) {
  tx.execute(kInsert, interaction.interaction_id, interaction.verifier_hash,
             interaction.browser_hash, interaction.client_id, interaction.request, interaction.sub,
             interaction.login_trips, interaction.started_at, interaction.expires_at);
}

std::optional<Interaction> find_interaction(Reader& db, const Selector& interaction_id) {
  auto row = db.query(kFind, interaction_id);
  if (!row.step()) return std::nullopt;
  auto sub = row.optional_text(4);
  Interaction interaction{.interaction_id = interaction_id,
                          .verifier_hash = Hash(row.text(0)),
                          .browser_hash = Hash(row.text(1)),
                          .client_id = ClientId(row.text(2)),
                          .request = row.text(3),
                          .login_trips = static_cast<int>(row.integer(5)),
                          .started_at = row.instant(6),
                          .expires_at = row.instant(7),
                          .finished_at = row.optional_instant(8)};
  if (sub) interaction.sub = Subject(*std::move(sub));
  return interaction;
}

void count_login_trip(Transaction& tx, const Selector& interaction_id) {
  tx.execute(kCountTrip, interaction_id);
}

void bind_interaction(Transaction& tx, const Selector& interaction_id, const Subject& sub) {
  tx.execute(kMakeRoom, sub, kMostOfAnAccount - 1);
  tx.execute(kBind, interaction_id, sub);
}

bool finish_interaction(Transaction& tx, const Selector& interaction_id, std::string_view outcome,
                        Instant now) {
  return tx.execute(kFinish, interaction_id, outcome, now) == 1;
}

}  // namespace lockspire::store
