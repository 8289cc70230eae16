#!/bin/sh
# Every program and nginx are restarted again and again, and killed, while clients ask without a pause: a restart drops
# no request, and what dies is there again at once.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# load NAME METHOD PATH STATUS CONNECTION: counts the answers that are not STATUS, and those that never came.
load() {
  cat >"$work/$1.lua" <<LUA
local threads, bad = {}, 0
wrk.method = "$2"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Connection"] = "$5"
if wrk.method == "POST" then wrk.body = "grant_type=authorization_code&code=x" end
function setup(thread) table.insert(threads, thread) end
function init() wrong = 0 end
function response(status) if status ~= $4 then wrong = wrong + 1 end end
function done(summary)
  local errors = summary.errors
  bad = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do bad = bad + thread:get("wrong") end
  io.write(string.format("RESULT %d %d\n", summary.requests, bad))
end
LUA
  wrk -t 1 -c 4 -d $((seconds + 3)) --timeout 30s -s "$work/$1.lua" "$base$3" >"$work/$1.out" 2>&1 &
}

# requests NAME, failures NAME
requests() { sed -n 's/^RESULT \([0-9]*\) .*/\1/p' "$work/$1.out"; }
failures() { sed -n 's/^RESULT [0-9]* \([0-9]*\)$/\1/p' "$work/$1.out"; }

stack_up

before=$(pid_of token)
load token POST "$mount/token" 401 keep-alive
load jwks GET "$mount/jwks" 200 keep-alive
load discovery GET "$mount/.well-known/openid-configuration" 200 keep-alive
load metrics GET "$mount/metrics" 200 keep-alive
load authorize GET "$mount/authorize" 400 keep-alive
load account GET "$mount/account/apps" 302 keep-alive
load revoke POST "$mount/revoke" 401 keep-alive
load introspect POST "$mount/introspect" 401 keep-alive
load guard GET /api/echo 401 keep-alive
restarts=0
while still "$seconds" || [ "$restarts" -lt 2 ]; do
  "$root/tools/stack" restart "$work/stack"
  restarts=$((restarts + 1))
done
wait
check 'the token program is another' [ "$before" != "$(pid_of token)" ]

# nginx closes kept connections when it stops, and a client may just have written to one: these ask anew each time.
before=$(pid_of nginx)
load userinfo GET "$mount/userinfo" 401 close
nginx_restarts=0
loop_end=
while still "$seconds" || [ "$nginx_restarts" -lt 2 ]; do
  "$root/tools/stack" restart "$work/stack" nginx
  nginx_restarts=$((nginx_restarts + 1))
done
wait
check 'nginx is another' [ "$before" != "$(pid_of nginx)" ]

for name in token jwks discovery metrics authorize account revoke introspect guard userinfo; do
  check "$name: under load ($(requests $name))" [ "$(requests $name)" -gt $((seconds * 10)) ]
  same "$name: no request failed in $restarts and $nginx_restarts restarts" 0 "$(failures $name)"
done

# What was replaced serves what it has to its end, and then ends.
drained() {
  tries=0
  while [ "$(pgrep -c -f "lockspire-token --config $config")" != 1 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || return 1
    sleep 0.1
  done
}
check 'the old programs end' drained
check 'none was cut off' sh -c "! grep -h pool.drained '$logs'/*.log | grep -qv 'cut_off=0'"

# Killed: the socket holds what arrives until the next one serves.
for name in token jwks authorize userinfo discovery nginx host; do
  old=$(pid_of "$name")
  kill -9 "$old"
  tries=0
  until new=$(pid_of "$name") && [ "$new" != null ] && [ "$new" != "$old" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || break
    sleep 0.1
  done
  check "$name: started again" [ "$new" != "$old" ]
done
fetch --retry 5 --retry-connrefused "$issuer/jwks"
same 'serves again' 200 "$status"

# A configuration that does not load: the old program stays.
old=$(pid_of token)
cp "$config" "$work/good.toml"
echo 'nonsense = 1' | cat - "$work/good.toml" >"$config"
if "$root/tools/stack" restart "$work/stack" token 2>"$work/refused"; then restarted=yes; else restarted=no; fi
same 'a bad configuration is refused' no "$restarted"
check 'the reason is shown' grep -q nonsense "$work/refused"
same 'the old program stays' "$old" "$(pid_of token)"
cp "$work/good.toml" "$config"
fetch --data grant_type=authorization_code "$issuer/token"
same 'and serves' 401 "$status"

finish
