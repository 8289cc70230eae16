#!/bin/sh
# Who is signed in: the host's cookie, when it keeps every rule, and nothing else.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up
web_client
secret_file=$(jq -r .session_secret_file "$work/stack.json")
now=$(date +%s)

# A good session to start from, taken apart.
sign_in ada --sid s1
good=$(awk -F '\t' -v name="$session_cookie" '$6 == name { print $7 }' "$jar")
to_consent
same 'a good session' consent "$(page)"
kid=$(printf '%s' "$good" | jq -Rr 'split(".")[0] | gsub("-"; "+") | gsub("_"; "/") | @base64d' |
  jq -r .kid)
claims_of "$good" >"$work/good.json"
same 'it is minted for this server' "$issuer" "$(jq -r .aud "$work/good.json")"

# forge HEADER_CHANGES PAYLOAD_CHANGES [KEY_FILE]: jq filters; signed with the real secret.
forge() {
  node "$root/tests/e2e/forge_session.js" "${3:-$secret_file}" \
    "$(jq -cn --arg kid "$kid" '{alg: "HS256", typ: "lockspire-session+jwt", kid: $kid} | '"$1")" \
    "$(jq -c "$2" "$work/good.json")"
}

# signed_out NAME COOKIE: as good as none.
signed_out() {
  set_cookie "$session_cookie" "$2"
  authorize
  same "$1: 302" 302 "$status"
  starts "$1: to the login" "$login_path" "$location"
  authorize prompt=none
  sends_back "$1, silently" login_required
}

set_cookie "$session_cookie" "$(forge . .)"
to_consent
same 'what the helper forges is good when nothing is changed' consent "$(page)"

signed_out 'no cookie' ''
signed_out 'not a token' x
signed_out 'no signature' "${good%.*}."
signed_out 'half a signature' "${good%??????????????????????}"
signed_out 'a byte more' "${good}AA"
signed_out 'padding' "$good="
signed_out 'alg none' "$(forge '.alg = "none"' .)"
signed_out 'alg HS512' "$(forge '.alg = "HS512"' .)"
signed_out 'typ JWT' "$(forge '.typ = "JWT"' .)"
signed_out 'a critical header' "$(forge '.crit = ["x"] | .x = 1' .)"
signed_out 'a key in the header' "$(forge '.jwk = {kty: "oct", k: "AAAA"}' .)"
signed_out 'a place for keys' "$(forge '.jku = "http://127.0.0.1:1/"' .)"
signed_out 'an unknown kid' "$(forge '.kid = "other"' .)"
openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$work/foreign"
signed_out 'another secret' "$(forge . . "$work/foreign")"
fetch "$issuer/jwks"
jq -j '.keys[0]' "$work/body" | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$work/jwk_as_secret"
signed_out 'a public key as secret' "$(forge . . "$work/jwk_as_secret")"
signed_out 'another issuer' "$(forge . '.iss = "https://evil.example"')"
signed_out 'another audience' "$(forge . '.aud = "https://other.example"')"
signed_out 'an array of audiences' "$(forge . '.aud = [.aud]')"
signed_out 'expired' "$(forge . ".iat = $now - 700 | .exp = $now - 1")"
signed_out 'too long' "$(forge . '.exp = .iat + 3601')"
signed_out 'no exp' "$(forge . 'del(.exp)')"
signed_out 'exp as text' "$(forge . '.exp |= tostring')"
signed_out 'exp with a fraction' "$(forge . '.exp += 0.5')"
signed_out 'from the future' "$(forge . ".iat = $now + 120 | .exp = $now + 600")"
signed_out 'signed in in the future' "$(forge . ".auth_time = $now + 120")"
signed_out 'no auth_time' "$(forge . 'del(.auth_time)')"
signed_out 'no sub' "$(forge . 'del(.sub)')"
signed_out 'a sub that is not ASCII' "$(forge . '.sub = "jürg"')"
signed_out 'no sid' "$(forge . 'del(.sid)')"
signed_out 'claims beyond 2 KiB' "$(forge . '.claims = {name: ("x" * 2048)}')"
signed_out 'amr that is no array' "$(forge . '.amr = "pwd"')"

# Two of them: none counts, not even when both are good.
twice() {
  name=$1
  shift
  browser "without a jar of $name"
  in_request
  fetch "$@" "$issuer/authorize?$query"
  starts "$name: to the login" "$login_path" "$location"
}
twice 'the cookie twice' -H "Cookie: $session_cookie=$good; $session_cookie=$good"
twice 'a forged one in front' -H "Cookie: $session_cookie=x; $session_cookie=$good"
twice 'a forged one behind' -H "Cookie: $session_cookie=$good; $session_cookie=x"
twice 'in two headers' -H "Cookie: $session_cookie=$good" -H "Cookie: $session_cookie=$good"
browser first

# Every refusal is in the log with its reason, and the token is not.
for reason in malformed bad_header embedded_key unknown_kid bad_mac bad_iss bad_aud bad_claims \
  expired too_long from_the_future duplicate_cookie; do
  check "the log knows session.$reason" grep -rqF "session.$reason" "$logs"
done
check 'no token is in the log' sh -c "! grep -rqF '${good#*.}' '$logs'"

# What is allowed: clocks a little apart, old logins, unknown claims.
set_cookie "$session_cookie" "$(forge . ".iat = $now + 20 | .auth_time = $now + 20 | .exp = $now + 600")"
get_code
redeem
same 'a clock a little ahead: tokens' 200 "$status"
check 'a clock a little ahead: auth_time is not in the future' \
  [ "$(claim auth_time "$id_token")" -le "$(date +%s)" ]
set_cookie "$session_cookie" "$(forge . ".auth_time = $now - 34560000 | .theme = \"dark\"")"
get_code
redeem
same 'an old login: its true time' "$((now - 34560000))" "$(claim auth_time "$id_token")"
authorize prompt=none max_age=60
sends_back 'an old login with max_age' login_required

# The tools of the host say the same.
printf '%s' "$good" | cli session inspect >/dev/null
check 'inspect takes a good one' true
result=0
forge '.typ = "JWT"' . | cli session inspect >"$work/inspect" 2>&1 || result=$?
same 'inspect refuses a bad one' 1 "$result"
check 'inspect says which rule' grep -qF 'session.bad_header' "$work/inspect"

# JSON endpoints do not know the cookie.
set_cookie "$session_cookie" "$good"
fetch "$issuer/userinfo"
same 'userinfo ignores the cookie' 401 "$status"

finish
