#!/bin/sh
# A thousand refreshes: answers are lost, requests come twice at once, tokens are stolen, and the token
# program is killed with -9 in between. Each family has one live token afterwards or is revoked; none has
# two branches. SOAK=seconds goes on with other seeds for as long; SEED=n begins with that one.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# Long enough for a client that waits for a killed program.
stack_up '[tokens]
refresh_grace = "5m"'
web_client --id-token-alg ES256
# shellcheck source=load.sh
. "$(dirname "$0")/load.sh"

pid_of() { "$root/tools/stack" info "$work/stack" | jq -r --arg name "$1" '.pids[$name]'; }
ask() { sqlite3 "$database" "$1"; }

# RFC 9700 4.14.2: what must hold of every family, whatever happened.
families_are_whole() {
  same 'no grant has two live refresh tokens' 0 "$(ask "SELECT count(*) FROM
    (SELECT grant_id FROM refresh_tokens WHERE retired_at IS NULL GROUP BY grant_id HAVING count(*) > 1)")"
  same 'every grant has one that is not retired' 0 "$(ask "SELECT count(*) FROM grants WHERE NOT EXISTS
    (SELECT 1 FROM refresh_tokens t WHERE t.grant_id = grants.grant_id AND t.retired_at IS NULL)
     AND EXISTS (SELECT 1 FROM authorization_codes c WHERE c.grant_id = grants.grant_id
                 AND c.consumed_at IS NOT NULL)")"
  same 'every successor is a row of the same family' 0 "$(ask "SELECT count(*) FROM refresh_tokens t
    WHERE t.retired_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refresh_tokens next
      WHERE next.selector = t.successor_selector AND next.grant_id = t.grant_id)")"
  same 'no token is the successor of two' 0 "$(ask "SELECT count(*) FROM (SELECT 1 FROM refresh_tokens
    WHERE successor_selector IS NOT NULL GROUP BY successor_selector HAVING count(*) > 1)")"
  same 'no token is answered more than eleven times' 0 \
    "$(ask 'SELECT count(*) FROM refresh_tokens WHERE grace_answers > 10')"
  same 'each revoked family is in the audit log once' "$(ask 'SELECT count(*) FROM grants WHERE revoked_at IS NOT NULL')" \
    "$(ask "SELECT count(*) FROM audit_events WHERE event = 'grant.revoked' AND reason = 'refresh.replayed'")"
}

# A run of the load while the token program is killed again and again: four times, for after more deaths
# in a row the supervisor waits before it starts a program again.
kills=0
run_chaos() {
  most=$((kills + 4))
  bench refresh-chaos --rounds "$1" --seed "$2" &
  load=$!
  while kill -0 "$load" 2>/dev/null; do
    sleep 0.3
    [ "$kills" -lt "$most" ] || continue
    kill -9 "$(pid_of token)" 2>/dev/null && kills=$((kills + 1))
  done
  check 'the load ran to its end' wait "$load"
  cat "$work/counts.json"
  same "seed $2: nothing is refused without a reason" 0 "$(count contradicted)"
  same "seed $2: no answer has another successor" 0 "$(count branched)"
  same "seed $2: every stolen token ends its family" 0 "$(count thefts_missed)"
  families_are_whole
}

seed=${SEED:-$(date +%s)}
seed=$((seed % 1000000 + 1))
end=$(($(date +%s) + ${SOAK:-0}))
run_chaos 1000 "$seed"
check 'the program was killed in between' [ "$kills" -ge 2 ]
check 'answers were lost' [ "$(count answers_lost)" -ge 50 ]
check 'requests came twice' [ "$(count duplicates)" -ge 200 ]
check 'a token came fifty times at once' [ "$(count revoked_exhausted)" -ge 1 ]
check 'tokens were stolen' [ "$(count thefts)" -ge 1 ]
while [ "$(date +%s)" -lt "$end" ]; do
  seed=$((seed % 1000000 + 1))
  run_chaos 1000 "$seed"
done
same 'the database is whole' ok "$(ask 'PRAGMA integrity_check')"

finish
