#!/bin/sh
# Programs that may open 64 files get far more connections than that: they pause, answer what they can, lose nothing that
# they acknowledged, and serve as before when the rush is over.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
started_by 'token authorize userinfo revoke jwks' prlimit --nofile=64
stack_up '[tokens]
refresh_grace = "300s"'
web_client --id-token-alg ES256
# shellcheck source=../e2e/load.sh
. "$(dirname "$0")/../e2e/load.sh"
remember_pids
same 'the limit holds' 64 "$(awk '/Max open files/ { print $4 }' "/proc/$(pid_of token)/limits")"

bench acknowledged --seconds "$seconds" --connections 300 &
load=$!
wrk -t 1 -c 200 -d "${seconds}s" "$issuer/jwks" >"$work/jwks.out" 2>&1
check 'the load ran to its end' wait "$load"
check 'many tokens were issued' [ "$(count access_tokens)" -ge 50 ]
same 'nothing acknowledged was unknown at the next step' 0 "$(count contradicted)"
same 'every access token answered is known' 0 "$(count access_tokens_lost)"
same 'every refresh token answered is good' 0 "$(count refresh_tokens_lost)"
same 'a refresh whose answer was lost can be asked again' 0 "$(count unanswered_refused)"
same 'no token outlives an acknowledged revocation' 00 \
  "$(count revoked_access_alive)$(count revoked_refresh_alive)"
same 'no code is good for a second time' 0 "$(count codes_spent_twice)"
check 'a program said that it ran out' grep -q os.emfile "$logs/token.log" "$logs/jwks.log" "$logs/authorize.log"
check 'jwks was served meanwhile' grep -q 'requests in' "$work/jwks.out"

sign_in ada
for name in 1 2 3; do
  get_code prompt=consent
  redeem
  same "afterwards, $name: as before" 200 "$status"
done
lives 'too few descriptors' token authorize userinfo revoke jwks
database_is_whole
nothing_was_spent_twice

finish
