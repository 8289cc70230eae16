#!/bin/sh
# The answers that nginx makes itself, with the shipped files and no program behind them: each has the
# endpoint's own content type and a request id, says nothing of nginx's, and leaves no query in the log.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

mount=/lockspire
nginx=$(command -v nginx || echo /usr/sbin/nginx)
server=
silent=

stop_nginx() {
  for pid in $server $silent; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap 'stop_nginx; leave' EXIT

free_port() {
  node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# render SED-ARGUMENT...: the shipped snippets, filled in.
render() {
  for file in "$root"/nginx/lockspire-*.conf; do
    sed -e "s#@MOUNT@#$mount#g" -e "s#@RUN_DIR@#$work/run#g" -e "s#@SNIPPETS@#$work/snippets#g" \
      -e "s#@ASSETS_DIR@#$work/assets#g" -e "s#@ACCESS_LOG@#$work/access.log#g" "$@" \
      "$file" >"$work/snippets/$(basename "$file")"
  done
}

# On a port that may be taken by another story in the meantime: then on the next one.
start_nginx() {
  attempts=0
  until try_nginx; do
    attempts=$((attempts + 1))
    [ "$attempts" -lt 10 ] || { cat "$work/nginx.log" >&2; exit 1; }
  done
}

# Starts it on a free port; fails when it ends instead of answering.
try_nginx() {
  port=$(free_port)
  base=http://127.0.0.1:$port
  {
    [ "$(id -u)" != 0 ] || echo 'user root;'
    echo "daemon off; pid $work/nginx.pid; events { } http {"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $work/$kind;"; done
    echo "access_log $work/site.log; include $work/snippets/lockspire-http.conf; server {"
    echo "listen 127.0.0.1:$port; server_tokens off; merge_slashes off;"
    # shellcheck disable=SC2016
    echo 'add_header X-Request-Id $request_id always; add_header X-Content-Type-Options nosniff always;'
    echo "include $work/snippets/lockspire-server.conf; location / { return 200 'the site'; } } }"
  } >"$work/nginx.conf"
  "$nginx" -p "$work" -c "$work/nginx.conf" -e "$work/nginx.log" &
  server=$!
  tries=0
  until fetch "$base/" 2>/dev/null && grep -q 'the site' "$work/body" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || return 1
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || return 1
    sleep 0.05
  done
}

restart_nginx() {
  kill "$server"
  wait "$server" || true
  start_nginx
}

# common NAME STATUS
common() {
  same "$1: the status" "$2" "$status"
  like "$1: a request id" "$(printf '[0-9a-f]%.0s' 1 2 3 4 5 6 7 8)*" "$(header X-Request-Id)"
  same "$1: one request id" 1 "$(grep -ci '^x-request-id:' "$work/headers")"
  same "$1: nosniff" nosniff "$(header X-Content-Type-Options)"
  same "$1: no version" nginx "$(header Server)"
}

# json NAME STATUS ERROR, page_of NAME STATUS ERROR
json() {
  common "$1" "$2"
  same "$1: JSON" application/json "$(header Content-Type)"
  same "$1: not stored" no-store "$(header Cache-Control)"
  same "$1: the error" "$3" "$(member error)"
  check "$1: with words" [ -n "$(member error_description)" ]
}
page_of() {
  common "$1" "$2"
  same "$1: HTML" 'text/html; charset=utf-8' "$(header Content-Type)"
  same "$1: not stored" no-store "$(header Cache-Control)"
  starts "$1: no script" "default-src 'none'" "$(header Content-Security-Policy)"
  same "$1: an error page" error "$(page)"
  same "$1: the code" "$3" "$(text_of error-code)"
  same "$1: the reference" "$(header X-Request-Id)" "$(text_of error-reference)"
}

json_paths="$mount/token $mount/userinfo $mount/revoke $mount/introspect $mount/jwks
  $mount/.well-known/openid-configuration /.well-known/oauth-authorization-server$mount
  /.well-known/openid-configuration$mount"
page_paths="$mount/authorize $mount/account/apps $mount/interactions/abc $mount/interactions/abc/complete"

mkdir -p "$work/snippets" "$work/run" "$work/assets/deeper"
echo 'p{}' >"$work/assets/style.css"
echo secret >"$work/secret"
browser first
render
start_nginx

# Nobody behind the socket.
for path in $json_paths; do
  fetch "$base$path?secret_query=1"
  json "$path: 502" 502 temporarily_unavailable
  same "$path: 502: when to come back" 1 "$(header Retry-After)"
done
for path in $page_paths; do
  fetch "$base$path?secret_query=1"
  page_of "$path: 502" 502 temporarily_unavailable
  same "$path: 502: when to come back" 1 "$(header Retry-After)"
done

# A body beyond 64 KiB, announced or not.
head -c 65537 /dev/zero | tr '\0' a >"$work/large"
for path in $json_paths; do
  fetch --data-binary "@$work/large" "$base$path"
  json "$path: 413" 413 invalid_request
done
fetch -H 'Transfer-Encoding: chunked' --data-binary "@$work/large" "$base$mount/token"
json 'chunked: 413' 413 invalid_request
for path in $page_paths; do
  fetch --data-binary "@$work/large" "$base$path"
  page_of "$path: 413" 413 invalid_request
done

# An authorization request of 8 KiB gets through to the program; one of 20 KiB is refused by nginx.
fetch "$base$mount/authorize?state=$(head -c 8192 "$work/large")"
same 'a long request passes' 502 "$status"
fetch "$base$mount/authorize?state=$(head -c 20480 "$work/large")"
same 'a longer one is refused' 414 "$status"

# Nothing but Lockspire below its path, and nothing outside of the assets' folder.
fetch "$base$mount/assets/style.css"
common 'the style sheet' 200
same 'the style sheet: its type' 'text/css; charset=utf-8' "$(header Content-Type)"
for path in assets../secret assets/../secret assets/../../secret assets/%2e%2e/secret \
  assets/..%2fsecret assets/.%2e/%2e./secret assets//../../secret assets/deeper/..%5c..%5csecret \
  assets/%00 assets/ assets/deeper assets nothing 'token/' token/x.php authorize%0a jwks%20 \
  .well-known/ .well-known/openid-configuration/; do
  fetch --path-as-is "$base$mount/$path"
  check "$path: nothing of ours" body_lacks secret
  # What leads out of our path altogether is the site's.
  body_has 'the site' || unlike "$path: refused" '2*' "$status"
done
fetch "$base$mount/nothing"
common 'no such endpoint' 404
fetch "$base/elsewhere"
check 'the rest is the site' body_has 'the site'

# A client that asks too often, and a program that does not answer.
render -e 's/rate=[0-9]*r/rate=1r/; s/burst=[0-9]* nodelay/burst=1 nodelay/' \
  -e 's/fastcgi_read_timeout 15s/fastcgi_read_timeout 1s/'
node -e 'for (const path of process.argv.slice(1)) require("net").createServer(() => {}).listen(path);' \
  "$work/run/token.sock" "$work/run/authorize.sock" &
silent=$!
restart_nginx
until [ -S "$work/run/authorize.sock" ]; do sleep 0.05; done
fetch "$base$mount/token"
json 'no answer: 504' 504 temporarily_unavailable
fetch "$base$mount/authorize"
page_of 'no answer: 504' 504 temporarily_unavailable
kill "$silent"
rm "$work/run/token.sock" "$work/run/authorize.sock"
for try in 1 2 3 4; do fetch "$base$mount/jwks"; done
json "too often ($try times): 429" 429 temporarily_unavailable
same '429: when to come back' 1 "$(header Retry-After)"
for try in 1 2 3 4; do fetch "$base$mount/interactions/abc?secret_query=1"; done
page_of "too often ($try times): 429" 429 temporarily_unavailable

# The log: a line for each request of ours, without queries and ids of interactions, and with the reference.
reference=$(header X-Request-Id)
check 'the log has the reference' grep -q "rid=$reference\$" "$work/access.log"
check 'no query in the log' sh -c "! grep -q secret_query '$work/access.log'"
check 'no id of an interaction in the log' sh -c "! grep -q 'interactions/abc' '$work/access.log'"
check 'no query in the log of the site' sh -c "! grep -q secret_query '$work/site.log'"

finish
