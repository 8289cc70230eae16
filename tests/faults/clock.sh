#!/bin/sh
# The machine's clock is set forward and back by an hour: what has expired is dead, what was spent stays spent, refresh
# tokens go on, and no program ends.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
for library in /usr/lib/*/faketime/libfaketimeMT.so.1; do :; done
set_clock() { echo "$1" >"$work/clock.new" && mv "$work/clock.new" "$work/clock"; }
set_clock +0
faked="LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
# All of them: whoever writes prunes by its own clock.
# shellcheck disable=SC2086 # words
started_by 'account authorize discovery guard introspect jwks metrics revoke token userinfo' env $faked
stack_up '[tokens]
refresh_grace = "0s"'
cli() {
  # shellcheck disable=SC2086 # words
  env $faked "$programs/lockspire" --config "$config" "$@"
}
web_client --id-token-alg ES256
database=$(jq -r .database "$work/stack.json")

# works NAME: a person who signs in now comes to a token that holds.
works() {
  sign_in "ada-$loops"
  get_code prompt=consent scope='openid email offline_access'
  redeem
  same "$1: a code is redeemed" 200 "$status"
  userinfo
  same "$1: the token holds" 200 "$status"
}

# dead NAME: the code and the access token of before.
code_is_dead() {
  code=$old_code
  verifier=$old_verifier
  redeem
  token_refused "$1" invalid_grant
}

remember_pids
loops=0
while still "$seconds"; do
  loops=$((loops + 1))
  works 'now'
  first_access=$access_token
  first_refresh=$refresh_token
  get_code prompt=consent scope='openid email offline_access'
  old_code=$code
  old_verifier=$verifier

  set_clock +1h
  access_token=$first_access
  userinfo
  same 'an hour later: the access token has expired' 401 "$status"
  code_is_dead 'an hour later: the code has expired'
  authorize prompt=none
  sends_back 'an hour later: the session has expired' login_required
  refresh "$first_refresh"
  same 'an hour later: the refresh token is good' 200 "$status"
  second_refresh=$refresh_token
  works 'an hour later'

  set_clock +0
  code_is_dead 'back again: the code stays dead'
  authorize prompt=none
  sends_back 'back again: a session from the future is none' login_required
  refresh "$second_refresh"
  same 'back again: the newest refresh token is good' 200 "$status"
  third_refresh=$refresh_token
  works 'back again'

  set_clock -1h
  works 'an hour earlier'
  refresh "$third_refresh"
  same 'an hour earlier: the newest refresh token is good' 200 "$status"
  userinfo
  same 'an hour earlier: what it brought holds' 200 "$status"
  fresh_refresh=$refresh_token
  refresh "$third_refresh"
  token_refused 'an hour earlier: what was exchanged is spent' invalid_grant
  refresh "$fresh_refresh"
  token_refused 'an hour earlier: and ends its family' invalid_grant

  set_clock +0
  refresh "$first_refresh"
  token_refused 'now again: spent long ago' invalid_grant
  works 'now again'
done
echo "$loops rounds"
check 'the operator is told' grep -q event=clock.backwards "$logs/token.log"
lives 'a clock that jumps' token authorize userinfo jwks discovery
database_is_whole
nothing_was_spent_twice

finish
