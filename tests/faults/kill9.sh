#!/bin/sh
# Programs and nginx are killed with -9 at random moments while clients go from code to token to refreshed token to
# revocation: nothing that was answered is lost, nothing can be spent twice, and what was killed is there again at once.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# A client that did not hear the answer to a refresh may ask again.
stack_up '[tokens]
refresh_grace = "300s"'
web_client --id-token-alg ES256
# shellcheck source=../e2e/load.sh
. "$(dirname "$0")/../e2e/load.sh"

bench acknowledged --seconds $((seconds + 3)) --connections 16 &
load=$!
# Its preparations are not what is to be interrupted.
tokens_come() { [ "$(sqlite3 "$database" 'SELECT count(*) FROM refresh_tokens')" -gt 0 ]; }
check 'the load has begun' wait_for tokens_come

# Up to a third of a second, by chance.
pause() { sleep "0.$(printf '%03d' $(($(od -An -N2 -tu2 /dev/urandom) % 330)))"; }

kills=0
while still "$seconds"; do
  for name in token authorize revoke userinfo nginx; do
    pause
    # None after the load: what follows it is the audit.
    still "$seconds" || break
    ! kill -9 "$(pid_of $name)" 2>/dev/null || kills=$((kills + 1))
  done
done
check 'the load ran to its end' wait "$load"

check 'many were killed' [ "$kills" -ge "$seconds" ]
check 'some requests were interrupted' [ "$(count interrupted)" -ge 4 ]
check 'many tokens were issued' [ "$(count access_tokens)" -ge $((seconds * 10)) ]
check 'many grants were revoked' [ "$(count revoked_refresh_tokens)" -ge "$seconds" ]
# Before the next step of the same client, ...
same 'nothing acknowledged was unknown at the next step' 0 "$(count contradicted)"
# ... and after all of it.
same 'every access token answered is known' 0 "$(count access_tokens_lost)"
same 'every refresh token answered is good' 0 "$(count refresh_tokens_lost)"
same 'a refresh whose answer was lost can be asked again' 0 "$(count unanswered_refused)"
same 'no access token outlives an acknowledged revocation' 0 "$(count revoked_access_alive)"
same 'no refresh token outlives an acknowledged revocation' 0 "$(count revoked_refresh_alive)"
same 'no code is good for a second time' 0 "$(count codes_spent_twice)"
nothing_was_spent_twice
# The supervisor lets what dies again and again wait for up to five seconds.
check "served again soon ($(count longest_gap_ms) ms)" [ "$(count longest_gap_ms)" -lt 15000 ]

for name in jwks discovery; do kill -9 "$(pid_of $name)"; done
fetch "$issuer/jwks"
same 'jwks serves at once' 200 "$status"
fetch "$issuer/.well-known/openid-configuration"
same 'discovery serves at once' 200 "$status"
database_is_whole

finish
