#!/bin/sh
# `lockspire doctor` on a site that was used: sound, then ailing in one way after another; one client, one token; and
# an archive for a report that has nothing in it which should stay.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
stack=$work/stack
database=$(jq -r .database "$work/stack.json")

# doctor WORD...: sets $status; the findings stand in $work/found.
doctor() {
  status=0
  cli --json doctor "$@" >"$work/found" 2>"$work/err" || status=$?
}
whole() { doctor --share "$root" --sockets "$stack/run"; }
codes() { jq -r '[.findings[] | select(.severity != "OK") | .severity + " " + .code] | unique | join(", ")' "$work/found"; }

# judge TOKEN: what token-format says of it.
judge() {
  status=0
  printf '%s\n' "$1" | cli --json doctor token-format >"$work/found" 2>"$work/err" || status=$?
}
kind() { jq -r '.findings[] | select(.code == "token.kind").summary' "$work/found"; }

# --- a site in use ----------------------------------------------------------------------------------------
web_client --grant-type authorization_code --grant-type refresh_token
echo '{"name":"Ada 7e55","email":"ada-7e55@example.com"}' >"$work/claims"
sign_in ada-7e55 --claims "$work/claims"
get_code scope='openid email offline_access'
spent=$code
redeem
same 'a site in use: redeemed' 200 "$status"
whole
same 'a site in use is sound' '' "$(codes)"
same 'a site in use is sound: the exit code' 0 "$status"
cli doctor --share "$root" --sockets "$stack/run" --quick >"$work/out"
check 'text: one line a check' grep -q '^OK the database is whole (looked at quickly)$' "$work/out"
check 'text: the programs listen' grep -q '^OK token listens$' "$work/out"

# --- tokens, never as an argument ---------------------------------------------------------------------------
judge "$access_token"
same 'an access token' 'it is an access token (RFC 9068)' "$(kind)"
same 'an access token counts' '' "$(codes)"
judge "Authorization: Bearer $access_token"
same 'a header line will do' '' "$(codes)"
judge "$id_token"
same 'an ID token' 'it is an ID token' "$(kind)"
same 'an ID token counts' '' "$(codes)"
judge "$refresh_token"
same 'a refresh token' 'it is a refresh token' "$(kind)"
same 'a refresh token counts' '' "$(codes)"
judge "$spent"
same 'a code' 'it is an authorization code' "$(kind)"
same 'a code that was redeemed' 'ERROR token.dead' "$(codes)"
same 'a code that was redeemed: the exit code' 1 "$status"
session=$(awk -F '\t' -v name="$session_cookie" '$6 == name { print $7 }' "$jar")
judge "$session_cookie=$session"
same 'a session cookie' 'it is a session cookie of the host' "$(kind)"
same 'a session cookie counts' '' "$(codes)"
judge "${access_token%?????}AAAAA"
same 'a changed token' 'ERROR token.signature, ERROR token.unknown' "$(codes)"
judge 'hello'
same 'no token' 'ERROR token.no_token' "$(codes)"
old=$refresh_token
refresh "$refresh_token"
judge "$old"
same 'a refresh token that was used' 'ERROR token.dead' "$(codes)"
fetch -u "$client_id:$client_secret" -d "token=$access_token" "$issuer/revoke"
judge "$access_token"
same 'a revoked access token' 'ERROR token.dead' "$(codes)"
judge ''
check 'without a token: the format of each client' \
  jq -e "any(.findings[]; .summary == \"$client_id: jwt\")" "$work/found" >/dev/null

# --- one client -----------------------------------------------------------------------------------------------
doctor client "$client_id"
same 'a sound client' '' "$(codes)"
doctor client nobody
same 'an unknown client' 4 "$status"
fetch -u "$client_id:$client_secret" -d grant_type=client_credentials "$issuer/token"
refused() { doctor client "$client_id" && jq -e 'any(.findings[]; .code == "client.refused" and .fix != "")' "$work/found" >/dev/null; }
tries=0
until refused; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || break
  sleep 0.05
done
check 'what was refused comes with its remedy' refused
doctor remote-jwks --client "$client_id"
check 'keys of a client that has none: said with a fix' jq -e 'all(.findings[]; .severity == "OK" or .fix != "")' "$work/found" >/dev/null
doctor remote-jwks --client nobody
same 'keys of an unknown client' 4 "$status"
cli client disable "$client_id" >/dev/null
doctor client "$client_id"
check 'a disabled client' jq -e 'any(.findings[]; .code == "client.disabled")' "$work/found" >/dev/null
same 'a disabled client: the exit code' 1 "$status"
cli client enable "$client_id" >/dev/null

# --- what may leave the machine -----------------------------------------------------------------------------
new_client 'Marked Name 7e55' --redirect-uri https://marked-7e55.example/cb --grant-type authorization_code
doctor --share "$root" --bundle "$work/report.tar"
same 'a bundle: the exit code' 0 "$status"
same 'a bundle: nobody else reads it' 600 "$(stat -c %a "$work/report.tar")"
mkdir "$work/report"
tar -x -f "$work/report.tar" -C "$work/report"
same 'a bundle: what is in it' 'about.json database.json findings.json keys.json refusals.json settings.json' \
  "$(cd "$work/report/lockspire" && echo *)"
for file in "$work/report/lockspire"/*.json; do check "$(basename "$file") is JSON" jq -e . "$file" >/dev/null; done
check 'a bundle: findings' jq -e 'length > 10 and all(.[]; has("fix") or has("detail") | not)' \
  "$work/report/lockspire/findings.json" >/dev/null
check 'a bundle: reasons of refusals' jq -e 'length > 0' "$work/report/lockspire/refusals.json" >/dev/null
{
  printf '%s\n' "$access_token" "$id_token" "$refresh_token" "$old" "$spent" "$session" "$client_secret" "$client_id" \
    'Marked Name 7e55' marked-7e55.example https://app.example/cb "$issuer" localhost "$stack" '@' 7e55 user: \
    127.0.0.1 "$(cat "$stack/session.secret")" "$(cat "$stack/sealing.key")"
  sqlite3 "$database" "SELECT secret_hash FROM client_secrets UNION SELECT verifier_hash FROM refresh_tokens UNION
    SELECT token_hash FROM access_tokens UNION SELECT selector FROM access_tokens UNION
    SELECT private_key FROM signing_keys UNION SELECT kid FROM signing_keys UNION SELECT grant_id FROM grants UNION
    SELECT sub FROM grants UNION SELECT sid FROM grants UNION SELECT request_id FROM refusals UNION
    SELECT actor FROM audit_events WHERE actor != 'root'"
} | grep -v '^$' >"$work/marks"
check 'a bundle: there is something to look for' [ "$(wc -l <"$work/marks")" -gt 25 ]
found=$(grep -aoFf "$work/marks" "$work/report.tar" || true)
same 'a bundle: nothing in it that should stay' '' "$found"
doctor --share "$root" --bundle "$work/report.tar"
same 'a bundle replaces nothing' 5 "$status"

# --- ailing -----------------------------------------------------------------------------------------------------
chmod 0644 "$stack/session.secret"
whole
same 'a secret that others can read' 'ERROR file.mode' "$(codes)"
chmod 0600 "$stack/session.secret"
chmod o+r "$database"
whole
same 'a database that others can read' 'ERROR database.mode' "$(codes)"
chmod o-r "$database"
chmod o+rw "$stack/run/token.sock"
whole
same 'a socket for everybody' 'ERROR socket.mode' "$(codes)"
chmod o-rw "$stack/run/token.sock"
whole
same 'sound again' '' "$(codes)"
"$root/tools/stack" down "$stack" >/dev/null
whole
check 'programs that do not listen' jq -e 'any(.findings[]; .code == "socket.missing")' "$work/found" >/dev/null
same 'programs that do not listen: a warning' 0 "$status"
sqlite3 "$database" "UPDATE audit_events SET at = at + 86400; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < 10100) INSERT INTO throttles SELECT 'x' || i, 1, 1 FROM n; UPDATE signing_keys SET state = 'retiring' WHERE alg = 'ES256'"
doctor --share "$root"
same 'the clock, waiting rows, no key' 'ERROR clock.behind, ERROR key.none_active, WARN database.rows_waiting' "$(codes)"
sqlite3 "$database" 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = WAL' >/dev/null
head -c 20000 /dev/zero | tr '\0' x | dd of="$database" bs=1 seek=30000 conv=notrunc status=none
doctor --share "$root"
same 'a damaged database' 'ERROR database.damaged' "$(codes)"

finish
