#!/bin/sh
# tools/stack keeps its word: one JSON object, no handle of the caller's, a clean end however it comes.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

stack() { "$root/tools/stack" "$@"; }
# exit_status COMMAND...: its output is thrown away.
exit_status() { "$@" >"$work/out" 2>"$work/err" && echo 0 || echo $?; }
# Processes that have the folder in their command line; ours have, nobody else has.
running_in() { pgrep -f -- "$1" || true; }
gone() {
  tries=0
  while [ -n "$(running_in "$1")" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || return 1
    sleep 0.1
  done
}

# What one of these leaves up would otherwise stay when the story breaks off.
all_down() {
  for site in a b c d e; do stack down "$work/$site" >/dev/null 2>&1 || true; done
}
trap 'all_down; leave' EXIT

# `up`: a pipe of the caller ends with it, though the site stays up.
printf '[scopes]\n"extra.read" = "Read extra things"\n[tokens]\ncode_lifetime = "7s"\n' >"$work/extra.toml"
timeout 60 "$root/tools/stack" up "$work/a" --config "$work/extra.toml" 2>&1 3>&1 | cat >"$work/a.json"
same 'one JSON object and nothing else' 1 "$(jq -s length "$work/a.json")"
same 'with these members' \
  'base_url config database issuer login_path logs pids session_cookie session_secret_file' \
  "$(jq -r 'keys | join(" ")' "$work/a.json")"
for name in authorize token userinfo jwks discovery guard nginx host; do
  check "$name runs" kill -0 "$(jq -r --arg name "$name" '.pids[$name]' "$work/a.json")"
done
same 'the secret is private' 600 "$(stat -c %a "$(jq -r .session_secret_file "$work/a.json")")"
same 'the sockets are for the group' 660 "$(stat -c %a "$work/a/run/token.sock")"
same 'in a folder for the group' 750 "$(stat -c %a "$work/a/run")"
check 'info says the same' sh -c "'$root/tools/stack' info '$work/a' | cmp -s - '$work/a.json'"

base=$(jq -r .base_url "$work/a.json")
issuer=$(jq -r .issuer "$work/a.json")
config=$(jq -r .config "$work/a.json")
browser first
for address in 127.0.0.1 '[::1]'; do
  [ "$address" = 127.0.0.1 ] || [ -e /proc/net/if_inet6 ] || continue
  grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null || [ "$address" = 127.0.0.1 ] || continue
  fetch "http://$address:${base##*:}/lockspire/jwks"
  same "answers on $address" 200 "$status"
done
fetch "$base/"
same 'the host answers' 200 "$status"

# EXTRA.toml: key by key.
cli --json config show --origin >"$work/config" 2>/dev/null || cli config show >"$work/config"
check 'a key of EXTRA.toml holds' grep -q 7s "$work/config"
fetch "$issuer/.well-known/openid-configuration"
check 'a scope is added' body_has extra.read
check 'the others stay' body_has echo:read

# Twice the same folder; another beside it; a port that is taken.
same 'it is up already' 5 "$(exit_status stack up "$work/a")"
same 'another stands beside it' 0 "$(exit_status stack up "$work/b")"
same 'on another port' 1 "$(jq -rs --arg base "$base" '.[] | select(.base_url != $base) | 1' "$work/out")"
same 'a port that is taken' 5 "$(exit_status stack up "$work/c" --port "${base##*:}")"
same 'nothing runs there' '' "$(running_in "$work/c/")"

# Misuse, and configurations that cannot be.
same 'no verb' 2 "$(exit_status stack)"
same 'no such flag' 2 "$(exit_status stack up "$work/c" --nonsense 1)"
same 'no port' 2 "$(exit_status stack up "$work/c" --port 99999)"
same 'no such program' 4 "$(exit_status stack restart "$work/b" nonsense)"
same 'not up' 4 "$(exit_status stack info "$work/c")"
same 'down what is not up' 0 "$(exit_status stack down "$work/c")"
printf 'nonsense = 1\n' >"$work/bad.toml"
same 'an unknown key' 3 "$(exit_status stack up "$work/c" --config "$work/bad.toml")"
check 'is named' grep -q nonsense "$work/err"
printf 'nonsense = \n' >"$work/bad.toml"
same 'no TOML' 3 "$(exit_status stack up "$work/c" --config "$work/bad.toml")"
check 'with its line' grep -q 'bad.toml:1' "$work/err"
same 'nothing was left running' '' "$(running_in "$work/c/")"

# Down, and up again with what it had.
cli client create --name Kept --client-id kept --public --redirect-uri https://app.example/cb >/dev/null
same 'down' 0 "$(exit_status stack down "$work/a")"
same 'nothing runs' '' "$(running_in "$work/a/")"
check 'the folder stays' [ -s "$work/a/logs/token.log" ]
same 'up again' 0 "$(exit_status stack up "$work/a")"
same 'at the same address' "$base" "$(jq -r .base_url "$work/out")"
same 'with the same data' 0 "$(exit_status cli client show kept)"
same 'one active key an algorithm' 2 "$(cli --json key list | jq '[.. | objects | select(.state? == "active")] | length')"

# However the supervisor ends, nothing outlives it.
kill -TERM "$(cat "$work/a/run/supervisor.pid")"
check 'SIGTERM takes everything down' gone "$work/a/"
kill -9 "$(cat "$work/b/run/supervisor.pid")"
check 'nor kill -9 leaves anything' gone "$work/b/"
same 'up after that' 0 "$(exit_status stack up "$work/b")"
same 'and down' 0 "$(exit_status stack down "$work/b")"

# Interrupted half-way.
"$root/tools/stack" up "$work/d" >/dev/null 2>&1 &
up=$!
until [ -s "$work/d/run/supervisor.pid" ] || ! kill -0 "$up" 2>/dev/null; do :; done
kill -9 "$up" 2>/dev/null || true
wait "$up" 2>/dev/null || true
check 'what nobody waits for does not stay up' gone "$work/d/"

# No root needed.
if [ "$(id -u)" = 0 ]; then
  mkdir "$work/e"
  chmod 755 "$work"
  chown 65534:65534 "$work/e"
  as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent "$root/tools/stack" "$@"; }
  if setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$root/tools/stack"; then
    same 'up without root' 0 "$(exit_status as_nobody up "$work/e")"
    same 'nothing runs as root' '' "$(pgrep -u 0 -f -- "lockspire-[a-z]* --config $work/e/" || true)"
    same 'down without root' 0 "$(exit_status as_nobody down "$work/e")"
  fi
fi

finish
