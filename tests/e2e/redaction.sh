#!/bin/sh
# No log, no audit row and no refusal holds anything that could be used: tokens, codes, secrets,
# cookies, verifiers, states, hints. Flows that go well and requests that go wrong in every way, each
# with secrets that are marked, and then a look everywhere.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[log]
level = "debug"'
database=$(jq -r .database "$work/stack.json")
web_client --grant-type authorization_code --grant-type refresh_token
: >"$work/secrets"
secret() { printf '%s\n' "$@" >>"$work/secrets"; }
mark=MARKED-8c1f
secret "$mark"

# --- what goes well ---
authorize prompt=login login_hint="$mark"
interaction=$(parameter interaction_id "$location")
secret "$state" "$nonce" "$challenge" "${interaction#*.}"
sign_in ada
get_code scope='openid offline_access'
secret "$state" "$nonce" "$challenge" "$verifier" "${code#*.}"
redeem
same 'redeemed' 200 "$status"
secret "$access_token" "$id_token" "${refresh_token#*.}" "$client_secret"
hint=$id_token
first=$refresh_token
userinfo
same 'userinfo' 200 "$status"
refresh "$refresh_token"
secret "$access_token" "${refresh_token#*.}"
fetch -u "$client_id:$client_secret" -d "token=$access_token" "$issuer/introspect"
same 'introspected' 200 "$status"
fetch -u "$client_id:$client_secret" -d "token=$refresh_token" "$issuer/revoke"
same 'revoked' 200 "$status"
authorize "id_token_hint=$hint" prompt=none
secret "$state" "$nonce"
to_consent prompt=consent
secret "$(csrf_token)" "$state" \
  "$(awk -F '\t' -v name="$session_cookie" '$6 == name { print $7 }' "$jar")" \
  "$(awk -F '\t' '$6 ~ /lockspire_i_/ { print $7 }' "$jar" | tail -n 1)"
decide deny

# --- what goes wrong at the authorize endpoint ---
# What may stand in a log is what the developer must see: names of scopes, ids of clients, registered URIs.
for change in "state=$mark" "nonce=$mark" "code_challenge=$mark" "code_challenge_method=$mark" \
  "redirect_uri=https://app.example/cb?state=$mark" "redirect_uri=https://$mark@app.example/cb" \
  "redirect_uri=https://app.example/cb#$mark" "response_type=$mark" "response_mode=$mark" \
  "prompt=$mark" "max_age=$mark" "display=$mark" "id_token_hint=$mark" \
  "id_token_hint=$mark.$mark.$mark" "claims={\"id_token\":{\"$mark\":7}}" "claims=$mark" \
  "claims={\"$mark\":{},\"$mark\":{}}" "login_hint=$mark" "acr_values=$mark" "request=$mark" \
  "request_uri=https://app.example/$mark" "registration=$mark" "$mark=1" \
  "resource=https://api.example/?token=$mark" "resource=$mark" "ui_locales=$mark"; do
  authorize "$change"
  authorize "$change" prompt=none
  authorize -code_challenge "$change"
done
authorize "state=$(printf 'bad\033%s' "$mark")"
fetch "$issuer/authorize?client_id=$client_id&state=%zz$mark"
fetch "$issuer/authorize?$mark"
fetch "$issuer/interactions/$mark"
fetch "$issuer/interactions/$mark.$mark/complete" -d "csrf_token=$mark" -d decision=approve
to_consent prompt=consent
action=$(form_action)
fetch -d "csrf_token=$mark" -d decision=approve "$base$action"
same 'a wrong csrf_token' 400 "$status"
fetch -d "csrf_token=$(csrf_token)" -d "decision=$mark" "$base$action"
fetch -d "csrf_token=$mark" -d client_id=x -d decision=revoke "$issuer/account/apps"

# --- cookies that count for nothing ---
for cookie in "$mark" "$mark.$mark.$mark" "eyJhbGciOiJub25lIn0.$mark.$mark" \
  "$(cli session mint --sub ada)$mark"; do
  set_cookie "$session_cookie" "$cookie"
  secret "$cookie"
  authorize prompt=none
done
sign_in ada

# --- at the token endpoint and its like ---
for form in "grant_type=authorization_code&code=$mark&redirect_uri=https://app.example/cb" \
  "grant_type=authorization_code&code=$mark.$mark&code_verifier=$mark" "grant_type=$mark" \
  "grant_type=refresh_token&refresh_token=$mark" "grant_type=refresh_token&refresh_token=$first" \
  "grant_type=refresh_token&refresh_token=$mark&refresh_token=$mark" \
  "client_secret=$mark&grant_type=refresh_token" "token=$mark" "token=$mark.$mark" \
  "token=$mark&token_type_hint=$mark" "client_assertion=$mark&client_assertion_type=$mark" \
  "client_id=$client_id&client_secret=$mark" "a=%zz$mark" "$mark=$mark"; do
  for endpoint in token revoke introspect; do
    fetch -u "$client_id:$client_secret" -d "$form" "$issuer/$endpoint"
    fetch -u "$client_id:$mark" -d "$form" "$issuer/$endpoint"
    fetch -d "$form" "$issuer/$endpoint"
    fetch -d "$form" "$issuer/$endpoint?secret=$mark"
  done
done
fetch -H "Authorization: Basic $mark" -d grant_type=refresh_token "$issuer/token"
fetch -H "Authorization: Bearer $mark" -d grant_type=refresh_token "$issuer/token"
fetch -H 'Content-Type: application/json' -d "{\"code\":\"$mark\"}" "$issuer/token"
fetch -H 'Content-Encoding: gzip' -d "code=$mark" "$issuer/token"
{
  echo "code=$mark"
  head -c 100000 /dev/zero | tr '\0' x
} >"$work/large"
fetch -u "$client_id:$client_secret" --data-binary "@$work/large" "$issuer/token"
same 'too large' 413 "$status"
for token in "$mark" "$mark.$mark" "$mark.$mark.$mark" ''; do
  fetch -H "Authorization: Bearer $token" "$issuer/userinfo"
  fetch -d "access_token=$token" "$issuer/userinfo"
  fetch "$issuer/userinfo?access_token=$token"
done
fetch -H "Authorization: Bearer $mark" -d "access_token=$mark" "$issuer/userinfo"
fetch -H "Authorization: $mark" "$issuer/userinfo"

# --- faults: of nginx, and of the storage ---
fetch -H "X-Padding: $(head -c 70000 /dev/zero | tr '\0' 'x')" "$issuer/authorize?state=$mark"
like 'headers that are too large' '4[0-9][0-9]' "$status"
mv "$database" "$database.aside"
get_code "state=$mark" || true
refresh "$mark.$mark"
mv "$database.aside" "$database"

# --- nothing of it is anywhere ---
# What waits to be written is written within a second.
sleep 1
sqlite3 "$database" '.mode list' 'SELECT * FROM audit_events' 'SELECT * FROM refusals' \
  'SELECT * FROM throttles' 'SELECT * FROM counters' >"$work/tables"
cli audit list --limit 1000 >"$work/audit"
cli --json audit list --limit 1000 >>"$work/audit"
cli metrics >"$work/metrics"
sqlite3 "$database" 'SELECT DISTINCT request_id FROM refusals' | head -n 40 |
  while read -r id; do cli explain "$id"; done >"$work/explained"

check 'there are secrets to look for' [ "$(grep -c . "$work/secrets")" -ge 20 ]
check 'there are refusals to look in' \
  [ "$(sqlite3 "$database" 'SELECT count(DISTINCT reason) FROM refusals')" -ge 30 ]
check 'and audit rows' [ "$(sqlite3 "$database" 'SELECT count(*) FROM audit_events')" -ge 5 ]
check 'and explanations' grep -q 'what changes it' "$work/explained"
for place in "$logs" "$work/tables" "$work/audit" "$work/metrics" "$work/explained"; do
  same "secrets in $(basename "$place")" '' \
    "$(grep -rhoaF -f "$work/secrets" "$place" | sort | uniq -c || true)"
done

finish
