#!/bin/sh
# The disk is full, read-only or broken: what cannot be kept is answered with 503, reading goes on, no program ends, and
# all that was answered is there when the disk is well again. A real small disk is filled where one may be mounted;
# besides, and elsewhere, a preloaded library makes the system calls fail that a bad disk would fail.
set -eu
if [ "${1:-}" = '' ]; then
  unshare -m mount -t tmpfs none /mnt 2>/dev/null && exec unshare -m "$0" mounted
  unshare -c -m --keep-caps mount -t tmpfs none /mnt 2>/dev/null && exec unshare -c -m --keep-caps "$0" mounted
fi
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

disk=$work/disk
mkdir "$disk"
faults='ENOSPC EROFS EIO'
if [ "${1:-}" = mounted ]; then
  # Small, and large enough for what is kept in all the rounds.
  mount -t tmpfs -o "size=$((2 + seconds / 5))m" none "$disk"
  # shellcheck disable=SC2154 # the trap sets it
  trap 'left=$?; umount -l "$disk"; set +e; (exit "$left"); leave' EXIT
  faults="full $faults"
else
  echo 'no disk may be mounted here: only the system calls fail'
fi
started_by 'token authorize userinfo revoke' env "LD_PRELOAD=$root/${B:-build}/failing_disk.so" \
  "FAILING_DISK_CONTROL=$work/fault" "FAILING_DISK_PREFIX=$disk/"
stack_up "database = '$disk/lockspire.db'"
web_client --id-token-alg ES256
database=$disk/lockspire.db
sign_in ada
get_code scope='openid email offline_access'
redeem
same 'before the fault a code is redeemed' 200 "$status"
kept_access=$access_token
good_refresh=$refresh_token

# begin FAULT, end FAULT
begin() {
  case $1 in
    full) cat /dev/zero >"$disk/ballast" 2>/dev/null || true ;;
    # At once: half a word would be another one.
    *) echo "$1" >"$work/fault.new" && mv "$work/fault.new" "$work/fault" ;;
  esac
}
end() { rm -f "$disk/ballast" "$work/fault"; }

# Exchanges the token until that cannot be kept; what was answered is the token that counts.
exchange_until_refused() {
  tries=0
  while [ "$tries" -lt 3000 ]; do
    refresh "$good_refresh"
    [ "$status" = 200 ] || return 0
    good_refresh=$refresh_token
    tries=$((tries + 1))
  done
}

# revocation_during FAULT, revocation_holds FAULT: $victim is revoked or not, as it was answered. On a full disk there may
# be room for what is smaller than an exchange.
revocation_during() {
  fetch -u "$client_id:$client_secret" --data "token=$victim" "$issuer/revoke"
  revoked=$status
  case $1-$revoked in
    full-200 | ENOSPC-200) ;;
    *) unavailable "revocation, $1" ;;
  esac
}
revocation_holds() {
  if [ "$revoked" = 200 ]; then wanted=400; else wanted=200; fi
  try_until "$wanted" refresh "$victim"
  same "$1 is over: the revocation was answered with $revoked, and that holds" "$wanted" "$status"
}

remember_pids
loops=0
while still "$seconds"; do
  for fault in $faults; do
    get_code scope='openid email offline_access'
    redeem
    victim=$refresh_token
    get_code scope='openid email offline_access'
    fresh_code=$code
    begin "$fault"
    exchange_until_refused
    unavailable "token, $fault"
    same "token, $fault: JSON" temporarily_unavailable "$(member error)"
    revocation_during "$fault"
    access_token=$kept_access
    userinfo
    same "userinfo, $fault: reading goes on" 200 "$status"
    fetch "$issuer/jwks"
    same "jwks, $fault" 200 "$status"
    end
    try_until 200 refresh "$good_refresh"
    same "$fault is over: the last token that was answered is good" 200 "$status"
    good_refresh=$refresh_token
    revocation_holds "$fault"
    code=$fresh_code
    redeem
    same "$fault is over: the code was not spent" 200 "$status"
  done
  loops=$((loops + 1))
done
echo "$loops rounds of: $faults"
lives 'a bad disk' token authorize userinfo revoke
database_is_whole
nothing_was_spent_twice

finish
