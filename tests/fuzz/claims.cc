#include "protocol/claims.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

constexpr std::string_view kAccount =
    R"({"name":"Ada","email":"ada@example.com","birthdate":"1815-12-10","admin":true,"sub":"x"})";

void check_list(const std::vector<ClaimRequest>& claims) {
  const Words known = supported_claims();
  for (const ClaimRequest& claim : claims) {
    always(contains(known, claim.name), "a claim that means nothing is ignored");
    always(find_claim(claims, claim.name) == &claim, "a claim is asked for once");
    always(join_words(claim.values).size() <= 1'024, "the values are bounded");
  }
}

void check_selection(const Json& selected, const std::vector<ClaimRequest>& asked,
                     const Words& given) {
  for (const auto& [name, value] : selected.view().members()) {
    always(find_claim(asked, name) != nullptr || contains(given, name),
           "nothing comes out that was not asked for");
    always(name != "admin" && name != "sub", "only standard claims of the account come out");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  const auto asked = parse_claims_request(text);
  if (!asked) return 0;
  check_list(asked->id_token);
  check_list(asked->userinfo);
  const Words scopes{"openid", "email"};
  for (const std::string& name : claims_to_consent(*asked, scopes)) {
    always(name != "email" && name != "email_verified", "what the scopes give is not asked again");
    always(!claim_sentence(name).empty(), "a person reads words");
  }
  check_selection(select_id_token_claims(kAccount, *asked), asked->id_token, {});
  check_selection(select_userinfo_claims(kAccount, scopes, *asked), asked->userinfo, {"email"});
  // The host's claims are another party's text.
  check_selection(select_userinfo_claims(text, {"openid"}, *asked), asked->userinfo, {});
  return 0;
}
