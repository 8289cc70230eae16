#!/bin/sh
# The same programs answer as plain CGI under fcgiwrap, request by request, what they answer as FastCGI.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

bin=${LOCKSPIRE_BIN:-$root/build/bin}
wrapper=
server=

# Called by the library's leave() too, whatever ends the story.
stop_cgi() {
  for pid in $wrapper $server; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap 'stop_cgi; leave' EXIT

free_port() {
  node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

cgi_location() {
  cat <<END
    location = $1 {
      include $work/stack/run/nginx/lockspire-params.conf;
      fastcgi_keep_conn off;
      fastcgi_param SCRIPT_FILENAME $bin/lockspire-$2;
      fastcgi_param LOCKSPIRE_CONFIG $config;
      fastcgi_pass unix:$work/cgi.sock;
    }
END
}

start_cgi() {
  port=$(free_port)
  {
    [ "$(id -u)" != 0 ] || echo 'user root;'
    echo "daemon off; pid $work/cgi.pid; error_log $work/cgi.log; events { } http {"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $work/cgi-$kind;"; done
    echo "access_log off; include $work/stack/run/nginx/lockspire-http.conf;"
    echo "server { listen 127.0.0.1:$port;"
    cgi_location "$mount/jwks" jwks
    cgi_location "$mount/.well-known/openid-configuration" discovery
    cgi_location "$mount/authorize" authorize
    cgi_location "$mount/token" token
    cgi_location "$mount/userinfo" userinfo
    echo '} }'
  } | sed "s#include .*/lockspire-params.conf;#include $work/params.conf;#" >"$work/cgi.conf"
  # A CGI has no connection to keep.
  sed '/fastcgi_keep_conn/d' "$work/stack/run/nginx/lockspire-params.conf" >"$work/params.conf"
  fcgiwrap -s "unix:$work/cgi.sock" -c 2 >"$work/fcgiwrap.log" 2>&1 &
  wrapper=$!
  "$(command -v nginx || echo /usr/sbin/nginx)" -p "$work" -c "$work/cgi.conf" -e "$work/cgi.log" &
  server=$!
  cgi=http://127.0.0.1:$port
  fetch --retry 50 --retry-delay 0 --retry-max-time 10 --retry-all-errors --retry-connrefused \
    "$cgi$mount/jwks" 2>"$work/curl.log"
}

# alike NAME PATH CURL-ARGUMENT...: both ways give the same status, type and body.
alike() {
  alike_name=$1
  path=$2
  shift 2
  fetch "$@" "$base$path"
  pool_answer="$status $(header Content-Type) $(header WWW-Authenticate) $(header Allow)"
  cp "$work/body" "$work/pool.body"
  fetch "$@" "$cgi$path"
  same "$alike_name: status and headers" "$pool_answer" \
    "$status $(header Content-Type) $(header WWW-Authenticate) $(header Allow)"
  sed 's/[0-9a-f]\{32\}/ID/' "$work/pool.body" >"$work/pool.text"
  sed 's/[0-9a-f]\{32\}/ID/' "$work/body" >"$work/cgi.text"
  check "$alike_name: the body" cmp -s "$work/pool.text" "$work/cgi.text"
}

stack_up
start_cgi
same 'the keys are there' 200 "$status"

alike 'discovery' "$mount/.well-known/openid-configuration"
alike 'jwks' "$mount/jwks"
fetch --head "$cgi$mount/jwks"
same 'HEAD: the status' 200 "$status"
same 'HEAD: the length of what GET sends' "$(wc -c <"$work/pool.body")" "$(header Content-Length)"
alike 'OPTIONS' "$mount/jwks" -X OPTIONS
alike 'a page' "$mount/authorize?client_id=nobody"
alike 'a method that is not allowed' "$mount/token"
alike 'userinfo without a token' "$mount/userinfo"
alike 'an unknown client' "$mount/token" --data 'grant_type=authorization_code&client_id=nobody'
alike 'an empty body' "$mount/token" -X POST -H 'Content-Type: application/x-www-form-urlencoded'
printf 'a=%060000d' 0 >"$work/large"
alike 'a large body' "$mount/token" --data-binary "@$work/large"

# The whole way: the code comes from the pool, the tokens from a CGI.
web_client
sign_in acct-1001
get_code
fetch -u "$client_id:$client_secret" --data "$(encode grant_type=authorization_code "code=$code" \
  "redirect_uri=$redirect_uri" "code_verifier=$verifier")" "$cgi$mount/token"
same 'a code is redeemed' 200 "$status"
take_tokens
fetch -H "Authorization: Bearer $access_token" "$cgi$mount/userinfo"
same 'userinfo knows the person' acct-1001 "$(member sub)"

# Without any web server: environment, standard input, standard output.
by_hand() {
  env -i REQUEST_METHOD=POST DOCUMENT_URI="$mount/token" CONTENT_LENGTH="$1" \
    CONTENT_TYPE=application/x-www-form-urlencoded LOCKSPIRE_CONFIG="$config" \
    "$bin/lockspire-token" <"$work/form" 2>>"$work/cgi.log"
}
printf 'grant_type=password' >"$work/form"
starts 'by hand' 'Status: 40' "$(by_hand 19)"
starts 'a body shorter than declared' 'Status: 400' "$(by_hand 20)"
starts 'a body larger than allowed' 'Status: 413' "$(by_hand 99999)"
starts 'a length that is no number' 'Status: 400' "$(by_hand 1x)"

# RFC 3875 4.4: what a web server makes of `?--config+FILE` names no file here.
: >"$work/strange.toml"
of_a_query() {
  env -i GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET DOCUMENT_URI="$mount/jwks" \
    QUERY_STRING="--config+$work/strange.toml" LOCKSPIRE_CONFIG="$config" \
    "$bin/lockspire-jwks" "$@" </dev/null 2>>"$work/cgi.log"
}
starts 'the query chooses no configuration' 'Status: 200' "$(of_a_query --config "$work/strange.toml")"
starts 'nor does it ask for help' 'Status: 200' "$(of_a_query --help)"

finish
