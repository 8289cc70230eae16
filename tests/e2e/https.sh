#!/bin/sh
# The same site over TLS: every answer, whoever makes it, pins browsers to https; over plain http none does.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
sign_in ada

nginx=$(command -v nginx || echo /usr/sbin/nginx)
server=
stop_nginx() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
}
trap 'stop_nginx; leave' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
free_port() {
  node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}
# The stack's own nginx.conf, but for where it listens, what it writes, and one program that is not there.
sed "s#revoke.sock#nobody.sock#" "$work/stack/run/nginx/lockspire-http.conf" >"$work/lockspire-http.conf"
try_nginx() {
  port=$(free_port)
  sed -e "/^ *listen \[/d" -e "s#^ *listen 127.*#listen 127.0.0.1:$port ssl; ssl_certificate $work/tls.pem; ssl_certificate_key $work/tls.key;#" \
    -e "s#include .*/lockspire-http.conf#include $work/lockspire-http.conf#" -e "s#^pid .*#pid $work/nginx.pid;#" "$work/stack/nginx.conf" >"$work/nginx.conf"
  "$nginx" -p "$work" -c "$work/nginx.conf" -e "$work/nginx.log" &
  server=$!
  tries=0
  until curl -sS -o /dev/null --cacert "$work/tls.pem" "https://localhost:$port/" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || return 1
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || return 1
    sleep 0.05
  done
}
attempts=0
until try_nginx; do
  attempts=$((attempts + 1))
  [ "$attempts" -lt 5 ] || { cat "$work/nginx.log" >&2; exit 1; }
done

# only_https NAME STATUS PATH [CURL ARGUMENT...]
only_https() {
  name=$1
  wanted=$2
  path=$3
  shift 3
  for origin in "https://localhost:$port" "$base"; do
    fetch --cacert "$work/tls.pem" "$@" "$origin$path"
    same "$name: $origin" "$wanted" "$status"
    found=$(grep -ci '^strict-transport-security:' "$work/headers" || true)
    # RFC 6797 7.2: the header goes out over https only.
    case $origin in
      https:*) same "$name: pins, once" 1 "$found" ;;
      *) same "$name: nothing over http" 0 "$found" ;;
    esac
  done
}

in_request
only_https 'a page' 302 "$mount/authorize?$query"
only_https 'an error page' 400 "$mount/authorize?client_id=nobody"
only_https 'a refusal in JSON' 401 "$mount/token" --data grant_type=authorization_code
only_https 'userinfo' 401 "$mount/userinfo"
only_https 'a document' 200 "$mount/jwks"
only_https 'discovery at the root' 200 "/.well-known/oauth-authorization-server$mount"
only_https 'another method' 405 "$mount/token"
only_https 'an asset' 200 "$mount/assets/style.css"
only_https 'no asset' 404 "$mount/assets/none.css"
only_https 'nothing' 404 "$mount/nothing"
head -c 70000 /dev/zero | tr '\0' x >"$work/large"
only_https 'too large' 413 "$mount/token" --data-binary "@$work/large"
only_https 'an API behind the guard' 401 /api/echo

# A program that is not there: nginx's own answer.
fetch --cacert "$work/tls.pem" --data x=1 "https://localhost:$port$mount/revoke"
same 'unavailable: 502' 502 "$status"
same 'unavailable: pins' max-age=31536000 "$(header Strict-Transport-Security)"

# What is told over TLS is what the configuration says, not what the connection is.
fetch --cacert "$work/tls.pem" "https://localhost:$port$mount/.well-known/openid-configuration"
same 'the issuer is the configured one' "$issuer" "$(member issuer)"

finish
