#!/bin/sh
# `lockspire verify --live`: green against the throw-away stack and an installed site; and each of a row of
# deliberate mistakes found, and named with what mends it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=installed.sh
. "$(dirname "$0")/installed.sh"

# live [FLAG...]: sets $status; what it found stands in a file.
# shellcheck disable=SC2120 # arguments or none
live() {
  status=0
  cli --json verify --live "$issuer" "$@" >"$work/live.json" 2>"$work/live.err" || status=$?
}

# Codes and summaries of what is not OK, one a line.
wrong() { jq -r '.findings[] | select(.severity != "OK") | .code + ": " + .summary' "$work/live.json"; }

green() {
  live
  same "$1: green" 0 "$status"
  same "$1: nothing is wrong" '' "$(wrong)"
  check "$1: much was looked at" [ "$(jq '.findings | length' "$work/live.json")" -gt 30 ]
  same "$1: no client is left" 0 "$(cli --json client list | jq '[.[] | select(.client_id | startswith("lockspire-verify-"))] | length')"
}

# finds NAME CODE FIX: the mistake is an error of that code, with words that mend it.
finds() {
  live
  same "$1: exit 1" 1 "$status"
  fix=$(jq -r --arg code "$2" '[.findings[] | select(.severity == "ERROR" and .code == $code) | .fix][0] // "not found"' "$work/live.json")
  like "$1: $2, and the fix" "*$3*" "$fix"
  [ "$fix" != 'not found' ] || wrong >&2
}

# --- the stack ---------------------------------------------------------------------------------------------------
stack_up
green 'the stack'
cli verify --live "$issuer" >"$work/out"
check 'for people: a line a check' grep -q '^OK a code that comes twice is refused' "$work/out"
like 'for people: the sum' '* OK, 0 WARN, 0 ERROR' "$(tail -n 1 "$work/out")"
check 'no secret is shown' sh -c "! grep -qF '$(cat "$(jq -r .session_secret_file "$work/stack.json")")' '$work/out'"
same 'the client is on record' 'client.deleted client.created' "$(cli --json audit list |
  jq -r '[.[] | select((.client_id // "") | startswith("lockspire-verify-")) | select(.event | startswith("client."))][:2] | map(.event) | join(" ")')"

# --- an installed site -------------------------------------------------------------------------------------------
guarded_site
green 'the installed site'

server=$snippets/lockspire-server.conf

spoil "$server" "\\|^location = $mount/token {|,/^}/d"
finds 'a location is missing' live.location_missing "$mount/token"
spoil "$server" "\\|^location = /.well-known/oauth-authorization-server$mount {|,/^}/d"
finds 'a well-known document is not at the root' live.well_known 'lockspire-server.conf'
spoil "$snippets/lockspire-http.conf" '/upstream lockspire_token/,/}/s/token\.sock/revoke.sock/'
finds 'a wrong socket' live.wrong_program 'lockspire_token'
spoil "$snippets/lockspire-http.conf" '/upstream lockspire_userinfo/,/}/s/userinfo\.sock/gone.sock/'
finds 'a socket without a program' live.program_down 'lockspire-userinfo.service'
spoil "$snippets/guard.conf" '/internal;/d'
finds 'the guard is not internal' live.guard_open 'internal;'
spoil "$prefix/nginx.conf" "/notes {/s|include [^;]*;||"
finds 'the guard is skipped' live.guard_skipped 'guard-route.conf'
# shellcheck disable=SC2016 # nginx's own variables
spoil "$snippets/lockspire-params.conf" 's/^fastcgi_cache off;/fastcgi_cache all; fastcgi_cache_key $request_uri; fastcgi_cache_valid any 1m; fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;/'
finds 'the cache is on' live.cache 'fastcgi_cache off'
spoil "$snippets/lockspire-params.conf" 's|^access_log|fastcgi_hide_header Content-Security-Policy;\n&|'
finds 'a header of the pages is taken away' live.consent_headers 'add_header'
spoil "$snippets/lockspire-params.conf" 's|^access_log|add_header Access-Control-Allow-Origin * always;\n&|'
finds 'everybody may read tokens' live.cors_closed 'Access-Control-Allow-Origin'
spoil "$snippets/lockspire-params.conf" '/X-Request-Id/d'
finds 'answers without an id' live.request_id 'X-Request-Id'
mend
reload_nginx
green 'mended'

# --- mistakes beside nginx ------------------------------------------------------------------------------------------
right=$issuer
issuer=$base/auth
finds 'a wrong issuer path' live.issuer_path "$right"
issuer=$right/
live
same 'an issuer with a slash: exit 5' 5 "$status"
issuer=$right

cp -p "$etc/session.secret" "$work/session.secret"
openssl rand 32 | basenc --base64url | tr -d '=\n' >"$etc/session.secret"
finds 'another session secret than that of the programs' live.session_secret "restart the programs"
cp -p "$work/session.secret" "$etc/session.secret"

# The host signs with a secret of its own: known once somebody came with such a cookie.
set_cookie "$session_cookie" "$(cli session mint --sub ada | sed 's/.$//')A"
web_client
authorize
live
same 'a host with another secret: a warning' 'live.cookies: the host signs its cookie with another secret' "$(wrong)"
like 'a host with another secret: the request to look at' '*lockspire explain *' "$(jq -r '.findings[] | select(.code == "live.cookies").detail' "$work/live.json")"

# The host's own login, without the check that its stub has.
set_aside=$(cat "$stubs/lockspire_session.mjs")
sed -i '/^export function safe_return_to/,/^}/s/  return .*/  return value;/' "$stubs/lockspire_session.mjs"
start_host node
spoil "$prefix/nginx.conf" "s|proxy_pass http://127.0.0.1:[0-9]*|proxy_pass http://127.0.0.1:$host_port|"
finds 'an open redirector' live.open_redirect 'safe_return_to()'
printf '%s\n' "$set_aside" >"$stubs/lockspire_session.mjs"

if command -v faketime >/dev/null; then
  cp "$work/live.json" "$work/before.json"
  status=0
  faketime -f +10m "$bin/lockspire" --config "$config" --json verify --live "$issuer" >"$work/live.json" || status=$?
  same 'the clock is off: exit 1' 1 "$status"
  same 'the clock is off' 'live.clock' "$(jq -r '.findings[] | select(.severity == "ERROR").code' "$work/live.json")"
else
  echo 'skipped: the clock: faketime is not installed'
fi

# --- interrupted ------------------------------------------------------------------------------------------------------
leftovers() { cli --json client list | jq '[.[] | select(.client_id | startswith("lockspire-verify-"))] | length'; }
there() { [ "$(leftovers)" -gt 0 ]; }
# verify_held SIGNAL: one program holds its breath, verify gets the signal, the program goes on. Sets $status.
verify_held() {
  introspect=$(pgrep -f "^$bin/lockspire-introspect --config $config")
  kill -STOP "$introspect"
  "$bin/lockspire" --config "$config" verify --live "$issuer" >"$work/held.out" 2>"$work/held.err" &
  held=$!
  wait_for there
  kill "-$1" "$held"
  kill -CONT "$introspect"
  status=0
  wait "$held" || status=$?
}
verify_held TERM
same 'interrupted: exit 6' 6 "$status"
check 'interrupted: it says so' grep -q 'interrupted; its client is removed' "$work/held.err"
same 'interrupted: nothing is left' 0 "$(leftovers)"
verify_held KILL
same 'killed: the client is left' 1 "$(leftovers)"
sqlite3 -cmd '.timeout 5000' "$prefix/var/lib/lockspire/lockspire.db" 'UPDATE clients SET created_at = created_at - 3600'
live
same 'killed: the next run takes it away' 0 "$(leftovers)"
same 'killed: and says so' live.leftovers "$(jq -r '.findings[] | select(.code == "live.leftovers").code' "$work/live.json")"

# Nobody there.
stop_all
finds 'no nginx' live.unreachable 'start nginx'

finish
