#!/bin/sh
# Where answers may go: byte by byte what was registered, and on loopback any port.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
sign_in ada

# refused NAME URI: a page and no redirect, whatever else the request says.
refused() {
  authorize "redirect_uri=$2"
  shows_page "$1"
}

# accepted NAME URI: the refusal of a scope goes there. OIDC Core 3.1.2.6.
accepted() {
  registered=$redirect_uri
  redirect_uri=$2
  authorize scope='openid unheard-of'
  sends_back "$1" invalid_scope
  redirect_uri=$registered
}

new_client 'Acme Notes' --redirect-uri https://app.example/cb \
  --redirect-uri 'https://app.example/cb2?foo=bar' --scope openid --scope email
web_id=$client_id

accepted 'the registered one' https://app.example/cb
authorize -redirect_uri
shows_page 'left out'
authorize redirect_uri=
shows_page 'empty'
authorize -client_id
shows_page 'without a client'
authorize client_id=nobody
shows_page 'of an unknown client'

# RFC 6749 3.1.2.3: simple string comparison.
while IFS='|' read -r name uri; do
  refused "$name" "$uri"
done <<'TABLE'
a longer path|https://app.example/cb/extra
a longer last segment|https://app.example/cbx
a slash more|https://app.example/cb/
a path parameter|https://app.example/cb;x=1
a query|https://app.example/cb?x=1
an empty query|https://app.example/cb?
a fragment|https://app.example/cb#x
an empty fragment|https://app.example/cb#
an escaped fragment|https://app.example/cb%23x
another case of the path|https://app.example/CB
another case of the host|https://APP.example/cb
another case of the scheme|HTTPS://app.example/cb
an escaped letter|https://app.example/%63b
a dot segment|https://app.example/x/../cb
a doubled slash|https://app.example//cb
plain http|http://app.example/cb
the default port|https://app.example:443/cb
another port|https://app.example:8443/cb
a trailing dot|https://app.example./cb
a subdomain|https://x.app.example/cb
a longer host|https://app.example.evil.example/cb
user information|https://app.example@evil.example/cb
user information in front|https://x:y@app.example/cb
a backslash|https://app.example\@evil.example/cb
backslashes for slashes|https:\\app.example\cb
an escaped backslash|https://app.example%5c.evil.example/cb
no scheme|//app.example/cb
a path alone|/cb
a space behind|https://app.example/cb 
a space in front| https://app.example/cb
another site|https://evil.example/cb
script|javascript:alert(1)
data|data:text/html,x
the query in another order|https://app.example/cb2?bar=foo
less than the query|https://app.example/cb2
more than the query|https://app.example/cb2?foo=bar&x=1
TABLE
for raw in 'https%3A%2F%2Fapp.example%2Fcb%00' 'https%3A%2F%2Fapp.example%2Fcb%0d%0aX:%20y' \
  'htt%09ps%3A%2F%2Fapp.example%2Fcb' 'https%3A%2F%2Fapp.example%2Fcb%ff'; do
  in_request -redirect_uri
  fetch "$issuer/authorize?$query&redirect_uri=$raw"
  shows_page "raw bytes $raw"
  same "raw bytes $raw: no header of theirs" '' "$(header X)"
done
refused 'a very long one' "https://app.example/cb$(printf '%02000d' 0)"
in_request
fetch "$issuer/authorize?$query&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"
shows_page 'the same one twice'
fetch "$issuer/authorize?$query&client_id=$client_id"
shows_page 'the client twice'

# RFC 6749 3.1.2: the query that was registered stays, the answer follows it.
redirect_uri='https://app.example/cb2?foo=bar'
get_code
like 'the registered query stays in front' 'https://app.example/cb2?foo=bar&*' "$location"
unlike 'the code is added' '' "$code"
redirect_uri=https://app.example/cb
token grant_type=authorization_code "code=$code" "redirect_uri=$redirect_uri" \
  "code_verifier=$verifier"
token_refused 'redeemed with another registered one' invalid_grant

# RFC 8252 7.3: native apps take the port they get, and nothing else may differ.
new_client 'Acme Shell' --public --redirect-uri http://127.0.0.1/cb --redirect-uri 'http://[::1]/cb' \
  --redirect-uri http://localhost/cb --redirect-uri com.example.shell:/cb --scope openid --scope email
for uri in http://127.0.0.1/cb http://127.0.0.1:54321/cb 'http://[::1]:54321/cb' \
  http://localhost:54321/cb com.example.shell:/cb; do
  accepted "native: $uri" "$uri"
done
while IFS='|' read -r name uri; do
  refused "native: $name" "$uri"
done <<'TABLE'
another path|http://127.0.0.1:54321/other
a query|http://127.0.0.1:54321/cb?x=1
another loopback address|http://127.0.0.2:54321/cb
https on loopback|https://127.0.0.1:54321/cb
a name that begins alike|http://127.0.0.1.evil.example:54321/cb
a port that is none|http://127.0.0.1:x/cb
a port that is too large|http://127.0.0.1:65536/cb
an empty port|http://127.0.0.1:/cb
user information|http://127.0.0.1:54321@evil.example/cb
user information and the host|http://evil@127.0.0.1:54321/cb
a fragment|http://127.0.0.1:54321/cb#x
a number for the address|http://2130706433:54321/cb
another way to write it|http://[0:0:0:0:0:0:0:1]:54321/cb
a name below localhost|http://x.localhost:54321/cb
another private scheme|com.example.shell2:/cb
the private scheme with a host|com.example.shell://evil/cb
TABLE
redirect_uri=http://127.0.0.1:54321/cb
get_code
like 'the answer goes to the port that was asked' 'http://127.0.0.1:54321/cb?*' "$location"
redeem
same 'and it is redeemed with that port' 200 "$status"
get_code
token grant_type=authorization_code "code=$code" redirect_uri=http://127.0.0.1:54322/cb \
  "code_verifier=$verifier"
token_refused 'redeemed with another port' invalid_grant

# A web client gets no such freedom.
client_id=$web_id
refused 'loopback that was never registered' http://127.0.0.1:54321/cb

# A client that was switched off asks in vain.
redirect_uri=https://app.example/cb
cli client disable "$client_id" >/dev/null
authorize
shows_page 'a disabled client'
cli client enable "$client_id" >/dev/null
to_consent
same 'enabled again' consent "$(page)"

# Registration refuses what no request could use safely.
while IFS='|' read -r name uri; do
  result=0
  cli client create --name x --redirect-uri "$uri" --scope openid >/dev/null 2>&1 || result=$?
  same "not registered: $name" 5 "$result"
done <<'TABLE'
a wildcard host|https://*.example/cb
a fragment|https://app.example/cb#x
an empty fragment|https://app.example/cb#
plain http|http://app.example/cb
user information|https://u:p@app.example/cb
script|javascript:alert(1)
a private scheme for a confidential client|com.example.app:/cb
TABLE

finish
