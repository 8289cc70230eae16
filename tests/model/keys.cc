#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/seal.h"
#include "jose/jwk.h"
#include "store/generations.h"
#include "store/signing_keys.h"
#include "tests/model/object.h"

namespace lockspire::model {
namespace {

// `New`: too short a time ago for the next step, and the clock stands still.
enum class Key {
  kGenerated,
  kPublishedNew,
  kPublished,
  kActive,
  kRetiringNew,
  kRetiring,
  kRetired
};

using KeysState = std::map<std::string, Key>;

constexpr Instant kLongAgo = testing::kStart - Seconds(86'400);

std::string_view shown_as(Key key) {
  switch (key) {
    case Key::kGenerated:
      return "generated";
    case Key::kPublishedNew:
    case Key::kPublished:
      return "published";
    case Key::kActive:
      return "active";
    case Key::kRetiringNew:
    case Key::kRetiring:
      return "retiring";
    case Key::kRetired:
      return "retired";
  }
  return {};
}

bool is_first_to_sign(const KeysState& keys) {
  return std::ranges::none_of(keys, [](const auto& named) {
    const Key key = named.second;
    return key == Key::kActive || key == Key::kRetiringNew || key == Key::kRetiring;
  });
}

// One key of an algorithm signs: the one before it retires.
void activate(KeysState& keys, const std::string& kid) {
  for (auto& [name, key] : keys) {
    if (key == Key::kActive) key = Key::kRetiringNew;
  }
  keys.at(kid) = Key::kActive;
}

std::optional<KeysState> change(KeysState keys, const Event& event) {
  const std::string& kid = event.operation.arguments.at(0);
  const Key key = keys.at(kid);
  const bool done = event.answer.outcome == "done";
  bool may = false;
  if (event.operation.kind == "publish") {
    may = key == Key::kGenerated;
    if (may) keys.at(kid) = Key::kPublishedNew;
  } else if (event.operation.kind == "activate") {
    may = key == Key::kPublished || (key == Key::kPublishedNew && is_first_to_sign(keys));
    if (may) activate(keys, kid);
  } else {
    may = key == Key::kRetiring;
    if (may) keys.at(kid) = Key::kRetired;
  }
  return may == done ? std::optional(std::move(keys)) : std::nullopt;
}

std::optional<KeysState> step(const KeysState& before, const Event& event) {
  if (event.operation.kind != "keys") return change(before, event);
  std::map<std::string, std::string> shown;
  const auto& values = event.answer.values;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) shown[values[i]] = values[i + 1];
  const bool same = std::ranges::all_of(
      before, [&](const auto& named) { return shown[named.first] == shown_as(named.second); });
  return same ? std::optional(before) : std::nullopt;
}

class Keys final : public Modelled<KeysState> {
 public:
  explicit Keys(const KeysState& first) : Modelled(first, step) {
    for (const auto& [kid, key] : first) kids_.push_back(kid);
  }

  [[nodiscard]] Operation try_something(Chance& chance) const override {
    static const std::vector<std::string> kVerbs{"publish", "activate", "activate", "retire"};
    if (chance() % 4 == 0) return {"keys"};
    const std::string& verb = any_of(kVerbs, chance);
    return {verb, {any_of(kids_, chance)}};
  }

  [[nodiscard]] std::vector<Operation> look() const override { return {{"keys"}}; }

  bool is_as_stored(testing::Site& site) override {
    const auto active =
        site.count("SELECT count(*) FROM signing_keys WHERE alg = 'EdDSA' AND state = 'active'");
    if (active <= 1) return true;
    std::fprintf(stderr, "%lld keys of one algorithm are active\n", static_cast<long long>(active));
    return false;
  }

 private:
  void learn(const Event& /*event*/) override {}

  std::vector<std::string> kids_;
};

store::SigningKeyRow row_in_state(Key key, Random& random) {
  const auto made = jose::SigningKey::generate(jose::Alg::kEdDsa);
  store::SigningKeyRow row{
      .kid = made.kid(),
      .alg = "EdDSA",
      .state = store::KeyState::kGenerated,
      .public_jwk = made.public_jwk().print(),
      .private_key =
          seal(testing::sealing_key(), store::sealing_purpose(made.kid()), made.pkcs8(), random),
      .created_at = kLongAgo};
  if (key == Key::kGenerated) return row;
  row.state = store::KeyState::kPublished;
  row.published_at = kLongAgo;
  if (key == Key::kPublished) return row;
  row.state = key == Key::kActive ? store::KeyState::kActive : store::KeyState::kRetiring;
  row.activated_at = kLongAgo;
  if (key == Key::kRetiring) row.retiring_at = kLongAgo;
  return row;
}

void retire_all(store::Transaction& tx) {
  for (store::SigningKeyRow& row : store::list_signing_keys(tx)) {
    if (row.alg != "EdDSA") continue;
    row.state = store::KeyState::kRetired;
    row.retired_at = testing::kStart;
    row.private_key.reset();
    store::update_signing_key(tx, row);
  }
}

}  // namespace

std::unique_ptr<Object> make_keys(testing::Site& site, Chance& chance) {
  std::vector<Key> states{Key::kGenerated, Key::kGenerated, Key::kPublished, Key::kPublished};
  if (chance() % 2 == 0) states.push_back(Key::kActive);
  if (chance() % 4 != 0) states.push_back(Key::kRetiring);
  KeysState first;
  site.write([&](store::Transaction& tx) {
    retire_all(tx);
    for (const Key key : states) {
      const auto row = row_in_state(key, site.random);
      store::insert_signing_key(tx, row);
      first.emplace(row.kid, key);
    }
    store::bump_generation(tx, store::kSigningKeysGeneration);
  });
  return std::make_unique<Keys>(first);
}

}  // namespace lockspire::model
