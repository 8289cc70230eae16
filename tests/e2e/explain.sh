#!/bin/sh
# Every refusal can be explained by the id that its answer carried: rule, clause, clocks, remedy.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client

# explain: of the last answer, as JSON in $work/explained; written within a second of the answer.
explain() {
  request_id=$(header X-Request-Id)
  tries=0
  until cli --json explain "$request_id" >"$work/explained" 2>"$work/problem" &&
    jq -e '.refusals | length > 0' "$work/explained" >"$work/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || return 1
    sleep 0.1
  done
}
explained() { jq -r "$1 // empty" "$work/explained"; }

# A request that nobody made.
exit=0
cli explain 00000000000000000000000000000000 >"$work/out" 2>"$work/problem" || exit=$?
same 'unknown: exit 4' 4 "$exit"
same 'unknown: nothing on standard output' '' "$(cat "$work/out")"
check 'unknown: a hint' grep -q 'access log' "$work/problem"
exit=0
cli explain 2>"$work/problem" || exit=$?
same 'no id: usage' 2 "$exit"

# At the authorize endpoint.
authorize -code_challenge -code_challenge_method
same 'by reason: the clause' 'RFC 9470 3' "$(cli --json explain access_token.max_age | jq -r .clause)"
exit=0
cli explain access_token.nonsense >"$work/out" 2>"$work/problem" || exit=$?
same 'by reason: none such' 4 "$exit"
check 'pkce: explained' explain
same 'pkce: event' authorize.refused "$(explained '.refusals[0].event')"
same 'pkce: error' invalid_request "$(explained '.refusals[0].error')"
same 'pkce: reason' pkce.required "$(explained '.refusals[0].reason')"
same 'pkce: clause' 'RFC 9700 2.1.1' "$(explained '.refusals[0].clause')"
same 'pkce: client' "$client_id" "$(explained '.refusals[0].client_id')"
starts 'pkce: remedy' "lockspire client update $client_id --require-pkce false" \
  "$(explained '.refusals[0].remedy')"
# What the remedy says is a command.
cli client update "$client_id" --require-pkce false >/dev/null
authorize -code_challenge -code_challenge_method
unlike 'pkce: the remedy helps' '*error=invalid_request*' "$location"
cli client update "$client_id" --require-pkce true >/dev/null

authorize redirect_uri='https://evil.example/cb?state=marked'
same 'redirect: a page' 400 "$status"
check 'redirect: explained' explain
same 'redirect: by the reference of the page' "$(text_of error-reference)" "$request_id"
like 'redirect: what was expected and what came' '*registered: https://app.example/cb; came: https://evil.example/cb*' \
  "$(explained '.refusals[0].detail')"
unlike 'redirect: no query' '*marked*' "$(cat "$work/explained")"

# A cookie that counts for nothing, with prompt=none: both refusals of one request.
set_cookie "$session_cookie" 'a.b.c'
authorize prompt=none
check 'session: explained' explain
same 'session: both are there' 'session.ignored authorize.refused' \
  "$(jq -r '[.refusals[].event] | join(" ")' "$work/explained")"
same 'session: why' session.malformed "$(explained '.refusals[0].reason')"
sign_in ada

# A cookie that came too late, with both clocks.
sign_in ada --lifetime 1s
sleep 2
authorize prompt=none
check 'late: explained' explain
same 'late: reason' session.expired "$(explained '.refusals[0].reason')"
like 'late: how late' 'exp was [1-9]* s ago' "$(explained '.refusals[0].detail')"
check 'late: both clocks' jq -e '.now >= .refusals[0].at and .refusals[0].at > 1700000000' \
  "$work/explained" >"$work/out"
like 'late: the setting' '*max_lifetime*' "$(explained '.refusals[0].remedy')"
sign_in ada

# At the token endpoint.
code=nonsense
redeem
check 'code: explained' explain
same 'code: reason' code.unknown "$(explained '.refusals[0].reason')"
same 'code: client' "$client_id" "$(explained '.refusals[0].client_id')"
cli explain "$request_id" >"$work/out"
for word in token.refused invalid_grant code.unknown 'RFC 6749 4.1.3' 'server clock' now; do
  check "for people: $word" grep -qF "$word" "$work/out"
done

# A replay: the refusal and the audit row of what it ended, joined by the request.
get_code
redeem
same 'redeemed' 200 "$status"
redeem
check 'replay: explained' explain
same 'replay: reason' code.replayed "$(explained '.refusals[0].reason')"
same 'replay: what it ended' 'grant.revoked code.replayed' \
  "$(explained '.events[0] | .event + " " + .reason')"

# At the others.
fetch -H 'Authorization: Bearer nonsense' "$issuer/userinfo"
check 'userinfo: explained' explain
same 'userinfo: reason' access_token.unknown "$(explained '.refusals[0].reason')"
fetch -u "$client_id:wrong" -d token=x "$issuer/revoke"
check 'revoke: explained' explain
same 'revoke: reason' client_auth.wrong_secret "$(explained '.refusals[0].reason')"
same 'revoke: event' revoke.refused "$(explained '.refusals[0].event')"
fetch -u "$client_id:wrong" -d token=x "$issuer/introspect"
check 'introspect: explained' explain
same 'introspect: event' introspect.refused "$(explained '.refusals[0].event')"
fetch "$issuer/interactions/nonsense"
check 'interaction: explained' explain
same 'interaction: reason' interaction.unknown "$(explained '.refusals[0].reason')"
fetch "$issuer/account/apps" -d decision=nonsense -d client_id=x
check 'account: explained' explain
same 'account: event' account.refused "$(explained '.refusals[0].event')"

finish
