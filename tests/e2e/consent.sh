#!/bin/sh
# The consent page: no, yes, remembered, forged, doubled, borrowed, abandoned, and somebody else's.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
sign_in ada --sid s1

# The page itself: nothing runs on it, nothing frames it, nothing keeps it.
to_consent
consent_url=$base$(form_action)
interaction_url=${consent_url%/complete}
same 'the page is shown' consent "$(page)"
same 'it is not stored' no-store "$(header Cache-Control)"
like 'it runs nothing' "*default-src 'none'*" "$(header Content-Security-Policy)"
like 'it is not framed' "*frame-ancestors 'none'*" "$(header Content-Security-Policy)"
unlike 'it allows no inline code' '*unsafe*' "$(header Content-Security-Policy)"
same 'it hands on no referrer' no-referrer "$(header Referrer-Policy)"
same 'its type is not guessed' nosniff "$(header X-Content-Type-Options)"
check 'it has no script' body_lacks '<script'
check 'remember is not checked' body_lacks checked
fetch "$consent_url"
same 'deciding is a POST' 405 "$status"
like 'and it says so' '*POST*' "$(header Allow)"

# No.
to_consent
decide deny
same 'no: 303' 303 "$status"
sends_back 'no' access_denied
fetch "$interaction_url"
check 'back after another answer: still asked there' [ "$status" = 200 ]

# RFC 9700 4.12: 303, so that the form never travels on.
to_consent
cp "$work/body" "$work/page"
decide approve
same 'yes: 303' 303 "$status"
unlike 'yes: a code' '' "$code"
first_code=$code
cp "$work/page" "$work/body"
decide approve
unlike 'the same yes again: no other code' '3[0-9][0-9]*code=*' "$status $location"
check 'the same yes again: no second code' [ "$code" = '' ] || [ "$code" = "$first_code" ]
cp "$work/page" "$work/body"
fetch "$base$(form_action | sed 's,/complete$,,')"
shows_page 'back after the code'
same 'back after the code: says why' 'the sign-in is already finished' "$(text_of error-description)"
check 'back after the code: no form' body_lacks '<form'

# Twice at the same moment.
to_consent
printf 'csrf_token=%s&decision=approve' "$(csrf_token)" >"$work/form"
url=$base$(form_action)
for i in 1 2 3 4 5 6; do
  curl -sS --max-time 20 -b "$jar" -o /dev/null -D "$work/race.$i" --data "@$work/form" "$url" &
done
wait
codes=$(cat "$work"/race.* | sed -n 's/^location:.*[?&]code=\([^&]*\).*/\1/Ip' | tr -d '\r' | sort -u)
same 'six at once: one code' 1 "$(printf '%s\n' "$codes" | grep -c .)"
same 'six at once: no fault' '' "$(grep -h '^HTTP.* 5' "$work"/race.* || true)"

# Forged: no token, a wrong one, that of another tab, another site.
to_consent
cp "$work/body" "$work/other"
other_token=$(csrf_token)
to_consent
cp "$work/body" "$work/page"
url=$base$(form_action)
own_token=$(csrf_token)
check 'each tab has its token' [ "$own_token" != "$other_token" ]
forged() {
  name=$1
  shift
  fetch "$@" "$url"
  like "$name: refused" '40[03]' "$status"
  same "$name: no redirect" '' "$location"
}
forged 'no token' -d decision=approve
forged 'an empty token' -d csrf_token= -d decision=approve
forged 'a wrong token' -d csrf_token=AAAA -d decision=approve
forged 'the token of another tab' --data-urlencode "csrf_token=$other_token" -d decision=approve
forged 'a foreign Origin' -H 'Origin: https://evil.example' \
  --data-urlencode "csrf_token=$own_token" -d decision=approve
forged 'a cross-site request' -H 'Sec-Fetch-Site: cross-site' \
  --data-urlencode "csrf_token=$own_token" -d decision=approve
forged 'two tokens' --data-urlencode "csrf_token=$own_token" \
  --data-urlencode "csrf_token=$own_token" -d decision=approve
forged 'no decision' --data-urlencode "csrf_token=$own_token"
forged 'another decision' --data-urlencode "csrf_token=$own_token" -d decision=maybe
fetch -H 'Content-Type: text/plain' --data-raw "csrf_token=$own_token&decision=approve" "$url"
like 'not a form: refused' '4[01]*' "$status"
same 'not a form: no redirect' '' "$location"
cp "$work/page" "$work/body"
decide approve -H 'Origin: null' -H 'Sec-Fetch-Site: same-origin'
unlike 'after all that the real one still counts' '' "$code"

# Somebody else's browser, with the very same session.
to_consent
cp "$work/body" "$work/page"
url=$base$(form_action)
browser second
sign_in ada --sid s1
fetch "${url%/complete}"
shows_page 'another browser looks'
cp "$work/page" "$work/body"
decide approve
shows_page 'another browser decides'
browser first
cp "$work/page" "$work/body"
decide approve
unlike 'the own browser goes on' '' "$code"

# The person changed between page and decision.
to_consent
cp "$work/body" "$work/page"
sign_in mallory --sid s2
decide approve
same 'another account: no code' '' "$code"
unlike 'another account: nothing goes to the client' "$redirect_uri*" "$location"
cp "$work/page" "$work/body"
sign_out
decide approve
same 'signed out: no code' '' "$code"
unlike 'signed out: nothing goes to the client' "$redirect_uri*" "$location"

# The host renews its cookie at any time.
sign_in ada --sid s1
to_consent
sign_in ada --sid s1 --lifetime 1200
decide approve
unlike 'a renewed session goes on' '' "$code"

# Two clients in two tabs do not meet.
to_consent state=tab-one
cp "$work/body" "$work/one"
to_consent state=tab-two
decide approve
same 'the second tab gets its own' tab-two "$(parameter state "$location")"
cp "$work/one" "$work/body"
decide approve
same 'and the first one too' tab-one "$(parameter state "$location")"

# Eight tabs at most: the ninth takes the place of the oldest.
planted() {
  sent=x=y
  for letter in a b c d e f g h i j k l m n o p q r s t; do
    [ "$1" -gt 0 ] || break
    set -- $(($1 - 1))
    sent="${prefix}00000000000000000000000000$letter=1; $sent"
  done
  in_request
  curl -sS -o /dev/null -D "$work/headers" -H "Cookie: $sent" "$issuer/authorize?$query"
  grep -ci '^set-cookie:.*max-age=0' "$work/headers" || true
}
prefix=$(awk -F '\t' '$6 ~ /lockspire_i_/ { sub(/_i_.*/, "_i_", $6); print $6; exit }' "$jar")
[ -n "$prefix" ] || prefix=lockspire_i_
same 'the eighth tab takes no place' 0 "$(planted 7)"
same 'the ninth takes one' 1 "$(planted 8)"
like 'of the oldest' '*0000a=;*' "$(header Set-Cookie)"
same 'a page full of planted cookies is not answered at length' 13 "$(planted 20)"

# Remembered: only when asked to, only for what was seen.
authorize
unlike 'an approval alone is not remembered' "$redirect_uri*" "$location"
to_consent
decide approve -d remember=true
unlike 'remember: a code' '' "$code"
authorize
like 'remembered: straight back' "$redirect_uri*code=*" "$location"
authorize prompt=none
like 'remembered: silently too' "$redirect_uri*code=*" "$location"
authorize scope=openid
like 'remembered: for less as well' "$redirect_uri*code=*" "$location"
to_consent scope='openid email profile'
same 'more is asked' consent "$(page)"
check 'the new scope is marked' \
  grep -q 'data-scope="profile".*class="new"' "$work/body"
check 'the old one is not' sh -c "! grep -q 'data-scope=\"email\".*class=\"new\"' '$work/body'"
authorize scope='openid email profile' prompt=none
sends_back 'more, silently' consent_required
to_consent prompt=consent
same 'prompt=consent asks again' consent "$(page)"
sign_in grace --sid s3
to_consent
same 'another person is asked' consent "$(page)"

# RFC 8252 8.6: a public client on a loopback address could be anybody.
sign_in ada --sid s1
new_client 'Acme Shell' --public --redirect-uri http://127.0.0.1/cb --scope openid --scope email
to_consent
check 'a public loopback client: remember is not offered' body_lacks 'id="remember"'
decide approve -d remember=true
unlike 'a public loopback client: a code' '' "$code"
authorize
unlike 'a public loopback client: asked each time' "$redirect_uri*" "$location"
authorize prompt=none
sends_back 'a public loopback client, silently' consent_required

finish
