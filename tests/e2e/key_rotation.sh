#!/bin/sh
# Signing keys through their life while tokens are issued: a rotation that no relying party notices, a
# compromise that ends what it must, and another sealing key.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
stack_up '[metadata]
max_age = "1s"
[tokens]
access_lifetime = "6s"
id_token_lifetime = "2s"'
web_client --id-token-alg ES256
sign_in ada --sid s1

kid_of() { printf '%s' "$1" | jq -Rr 'split(".")[0] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson.kid'; }
active() { cli --json key list | jq -r '.[] | select(.alg == "ES256" and .state == "active").kid'; }
in_jwks() {
  fetch "$issuer/jwks"
  jq -e --arg kid "$1" 'any(.keys[]; .kid == $kid)' "$work/body" >/dev/null
}
not_in_jwks() { ! in_jwks "$1"; }
# eventually COMMAND...: within twenty seconds.
eventually() {
  deadline=$(($(date +%s) + 20))
  until "$@"; do [ "$(date +%s)" -lt "$deadline" ] || return 1; done
}
step() {
  got=0
  cli --json key rotate --alg ES256 >"$work/step" 2>"$work/err" || got=$?
  [ "$got" = 0 ] || [ "$got" = 5 ] || return 1
  return "$got"
}
signs_now() {
  get_code scope=openid
  redeem
  [ "$(kid_of "$id_token")" = "$1" ] && [ "$(kid_of "$access_token")" = "$1" ]
}

# --- a rotation --------------------------------------------------------------------------------------

first=$(active)
check 'the first key signs' signs_now "$first"
check 'a step' step
same 'it publishes' published "$(jq -r .action "$work/step")"
second=$(jq -r .kid "$work/step")
same 'then it activates' activate "$(jq -r .next.action "$work/step")"
got=0
step || got=$?
same 'too early: exit 5' 5 "$got"
same 'too early: says so' too_early "$(jq -r .error "$work/step")"
check 'too early: and when' [ "$(jq .not_before "$work/step")" -ge "$(date +%s)" ]
like 'too early: in words' '*not before 20*Z*' "$(cat "$work/err")"
check 'the new key is seen' eventually in_jwks "$second"
check 'the old one still signs' signs_now "$first"
check 'a step when the time has come' eventually step
same 'it activates' activated "$(jq -r .action "$work/step")"
same 'the right one' "$second" "$(jq -r .kid "$work/step")"
check 'the new key signs' eventually signs_now "$second"
check 'the old one is still there for what it signed' in_jwks "$first"
check 'the last step when the time has come' eventually step
same 'it retires' retired "$(jq -r .action "$work/step")"
check 'the old key is gone' eventually not_in_jwks "$first"
# --- a compromise ------------------------------------------------------------------------------------

browser other
sign_in bob --sid s2
get_code scope='openid offline_access'
redeem
stolen=$access_token
kept=$refresh_token
hint=$id_token
authorize prompt=none "id_token_hint=$hint"
sends_back 'before: its ID token is a hint' consent_required
userinfo
same 'before: the token is good' 200 "$status"
cli --json key retire --now -- "$second" >"$work/out"
same 'the key is retired at once' retired "$(jq -r .state "$work/out")"
third=$(jq -r .replacement.kid "$work/out")
same 'another signs' active "$(jq -r .replacement.state "$work/out")"
check 'its live access tokens ended' [ "$(jq .access_tokens_ended "$work/out")" -ge 1 ]
check 'it says which ID tokens go' [ "$(jq .id_tokens_until "$work/out")" -ge "$(jq .id_tokens_since "$work/out")" ]
access_token=$stolen
userinfo
same 'the token is dead' 401 "$status"
check 'the key is gone' eventually not_in_jwks "$second"
check 'the replacement signs' eventually signs_now "$third"
refresh "$kept"
same 'what is not signed lives on' 200 "$status"
authorize prompt=none "id_token_hint=$hint"
sends_back 'an ID token of the compromised key is no hint' invalid_request

# --- another sealing key -----------------------------------------------------------------------------

mv "$work/stack/sealing.key" "$work/stack/old.key"
openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$work/stack/sealing.key"
chmod 600 "$work/stack/sealing.key"
got=0
cli key reseal >/dev/null 2>"$work/err" || got=$?
same 'without the old file: refused' 5 "$got"
like 'and it says what helps' '*previous_sealing_key_files*' "$(cat "$work/err")"
{ echo 'previous_sealing_key_files = ["old.key"]'; cat "$config"; } >"$config.new"
mv "$config.new" "$config"
"$root/tools/stack" restart "$work/stack" >/dev/null
check 'both files: the same key signs' signs_now "$third"
cli --json key reseal >"$work/out"
check 'everything is sealed anew' [ "$(jq .signing_keys "$work/out")" -ge 1 ]
rm "$work/stack/old.key"
sed -i '/^previous_sealing_key_files/d' "$config"
"$root/tools/stack" restart "$work/stack" >/dev/null
check 'without the old file: the same key signs' signs_now "$third"
cli --json audit list --event key >"$work/out"
for event in key.published key.activated key.retiring key.retired key.compromised key.resealed; do
  # shellcheck disable=SC2016 # of jq
  check "the log has $event" jq -e --arg event "$event" 'any(.[]; .event == $event)' "$work/out" >/dev/null
done

finish
