#!/bin/sh
# Two releases side by side on one database: while the next one is being installed its migration has run, and the programs
# of this one go on with tables that have grown (expand, then contract). One that is older than the programs is refused.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
cp -r "$root/schema/sqlite" "$work/schema"
stack_up "schema_dir = '$work/schema'
[tokens]
refresh_grace = '300s'"
web_client --id-token-alg ES256
# shellcheck source=../e2e/load.sh
. "$(dirname "$0")/../e2e/load.sh"
version() { sqlite3 "$database" 'PRAGMA user_version'; }
ours=$(version)

# next_release: a migration as one would write it: columns with a default or NULL, an index, a table.
next_release() {
  number=$(($(version) + 1))
  {
    for table in clients grants authorization_codes refresh_tokens access_tokens interactions consents signing_keys; do
      echo "ALTER TABLE $table ADD COLUMN of_release_$number TEXT;"
      echo "ALTER TABLE $table ADD COLUMN count_$number INTEGER NOT NULL DEFAULT 0;"
    done
    echo "CREATE INDEX refresh_tokens_$number ON refresh_tokens (of_release_$number) WHERE of_release_$number IS NOT NULL;"
    echo "CREATE TABLE news_$number (id TEXT PRIMARY KEY NOT NULL) STRICT;"
  } >"$work/schema/$(printf '%04d' "$number")_next.sql"
}

remember_pids
bench acknowledged --seconds $((seconds + 1)) --connections 16 &
load=$!
while still "$seconds"; do
  next_release
  cli migrate >"$work/migrate.out"
  same 'the migration has run' "$number" "$(version)"
  # What the next release writes into its columns disturbs nobody.
  sqlite3 -cmd '.timeout 5000' "$database" "UPDATE grants SET of_release_$number = 'x'"
  sleep 0.5
done
check 'the load ran to its end' wait "$load"
check 'the schema is ahead' [ "$(version)" -gt "$ours" ]
check 'many tokens were issued' [ "$(count access_tokens)" -ge 100 ]
same 'no request failed while the schema changed' 0 "$(count interrupted)"
same 'nothing acknowledged was unknown at the next step' 0 "$(count contradicted)"
same 'nothing was lost' 000 \
  "$(count access_tokens_lost)$(count refresh_tokens_lost)$(count unanswered_refused)"
same 'no code is good for a second time' 0 "$(count codes_spent_twice)"
lives 'a schema ahead' token authorize userinfo revoke

# This release starts on the schema of the next one, as after going back.
"$root/tools/stack" restart "$work/stack"
sign_in ada
get_code prompt=consent
redeem
same 'this release starts on the next schema' 200 "$status"

# The next release's programs on this schema: the number is what they look at.
serving=$(pid_of token)
newer=$(version)
sqlite3 "$database" "PRAGMA user_version = $((ours - 1))"
if "$root/tools/stack" restart "$work/stack" token 2>"$work/refused"; then started=yes; else started=no; fi
same 'a program does not start on an older schema' no "$started"
check 'it says what to run' grep -q 'lockspire migrate' "$work/refused"
same 'the one that runs stays' "$serving" "$(pid_of token)"
get_code prompt=consent
redeem
same 'and serves' 200 "$status"
sqlite3 "$database" "PRAGMA user_version = $newer"
"$root/tools/stack" restart "$work/stack" token
get_code prompt=consent
redeem
same 'after the migration it starts' 200 "$status"
database_is_whole
nothing_was_spent_twice

finish
