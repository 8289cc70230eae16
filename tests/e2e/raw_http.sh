#!/bin/sh
# Requests that no HTTP library sends: two lengths, two hosts, other forms of the target, names that look like
# nginx's own. Each is refused or means what it says; none hides a second request.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
port=${base##*:}

# raw FORMAT [ARGUMENT...]: as printf; sets $status of the first answer, and $answers, how many there were.
raw() {
  # shellcheck disable=SC2059 # the format is the request
  printf "$@" | node "$root/tests/e2e/raw_request.js" "$port" >"$work/raw"
  status=$(LC_ALL=C sed -n '1s/^HTTP\/1\.1 \([0-9]*\).*/\1/p' "$work/raw")
  answers=$(LC_ALL=C grep -ao 'HTTP/1\.1 [0-9]' "$work/raw" | wc -l | tr -d ' ')
}
refused() {
  like "$1: refused" '[45]0[0-9]' "$status"
  same "$1: one answer" 1 "$answers"
  check "$1: no document" sh -c "! grep -q '\"keys\"' '$work/raw'"
}

host="Host: localhost:$port"
form='Content-Type: application/x-www-form-urlencoded'
hidden="GET $mount/jwks HTTP/1.1\r\n$host\r\n\r\n"

raw "GET $mount/jwks HTTP/1.1\r\n$host\r\nConnection: close\r\n\r\n"
same 'a plain request' 200 "$status"

# NG-26: where a body ends is never a matter of opinion.
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$hidden"
refused 'length and chunks'
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nContent-Length: 0\r\nContent-Length: 6\r\n\r\nx=1234$hidden"
refused 'two lengths'
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nContent-Length: 0, 6\r\n\r\nx=1234$hidden"
refused 'a list of lengths'
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nContent-Length: -1\r\n\r\n$hidden"
refused 'a negative length'
for coding in xchunked 'chunked, identity' 'identity, chunked' 'gzip, chunked'; do
  raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nTransfer-Encoding: %s\r\n\r\n0\r\n\r\n$hidden" "$coding"
  refused "Transfer-Encoding $coding"
done
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n$hidden"
refused 'a space before the colon'
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n$hidden"
refused 'a chunk without a length'
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nx=1\r\n0\r\n\r\n$hidden"
same 'chunks that are in order: both requests are answered' 2 "$answers"
same 'the first for what it is' 401 "$status"

# NG-24: other forms of the target.
raw "CONNECT localhost:22 HTTP/1.1\r\n$host\r\n\r\n"
refused 'CONNECT'
raw "GET http://evil.example$mount/.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
same 'the absolute form is answered here' 200 "$status"
check 'and by the configuration' sh -c "! grep -q evil.example '$work/raw'"
raw "GET $mount/jwks HTTP/1.1\r\n$host\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
same 'no upgrade to h2c' 200 "$status"
raw "GET $mount/jwks HTTP/1.1\r\n\r\n"
refused 'no Host'
raw "GET $mount/jwks HTTP/1.1\r\n$host\r\nHost: evil.example\r\n\r\n"
refused 'two Hosts'
raw "GET $mount/jw\000ks HTTP/1.1\r\n$host\r\n\r\n"
refused 'NUL in the target'
raw "GET $mount/jwks HTTP/1.1\r\n$host\r\nAuthorization: a\000b\r\n\r\n"
refused 'NUL in a header'
raw "GET $mount/jwks HTTP/2.0\r\n$host\r\n\r\n"
refused 'a version that is not spoken'

# NG-02: a client's header is never one of nginx's own parameters, however it is spelled.
raw "POST $mount/token HTTP/1.1\r\n$host\r\n$form\r\nX-Request-Id: forged-reference\r\nRequest_Id: forged-reference\r\nRemote_Addr: 203.0.113.9\r\nREMOTE-ADDR: 203.0.113.9\r\nHttps: on\r\nLockspire_Route: echo\r\nLockspire-Route: echo\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
same 'headers that look like parameters' 401 "$status"
check 'the reference is not theirs' sh -c "! grep -q forged-reference '$work/raw' '$logs/token.log' '$logs/access.log'"
check 'nor the address' sh -c "! grep -q 203.0.113.9 '$logs/token.log' '$logs/access.log'"
raw "GET /api/echo HTTP/1.1\r\n$host\r\nLockspire-Route: none\r\nX-Auth-Subject: ada\r\nX_Auth_Subject: ada\r\nConnection: close\r\n\r\n"
same 'nobody names a route or a person' 401 "$status"

raw "GET $mount/jwks HTTP/1.1\r\n$host\r\nConnection: close\r\n\r\n"
same 'and all is well' 200 "$status"
same 'no program died' '' "$(grep -l 'started again' "$logs"/*.log || true)"

finish
