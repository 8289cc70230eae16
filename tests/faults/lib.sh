# Helpers of the stories about faults. Each loops: for a few seconds in `make test`, for $SOAK seconds in `make soak`.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the stories read what is set here, and lib.sh sets what is read

# shellcheck source=../e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

seconds=${SOAK:-5}
programs=${LOCKSPIRE_BIN:-$root/build/bin}

# still SECONDS: true until so many have passed since the first call.
still() {
  [ -n "${loop_end:-}" ] || loop_end=$(($(date +%s) + $1))
  [ "$(date +%s)" -lt "$loop_end" ]
}

# started_by "NAME..." WORD...: these programs will be started as WORD... PROGRAM. Before stack_up.
started_by() {
  names=$1
  shift
  if [ ! -d "$work/bin" ]; then
    mkdir "$work/bin"
    for file in "$programs"/lockspire*; do ln -s "$file" "$work/bin/"; done
    # The supervisor starts what lies beside it.
    rm "$work/bin/lockspire-site"
    cp "$programs/lockspire-site" "$work/bin/"
    LOCKSPIRE_BIN=$work/bin
    export LOCKSPIRE_BIN
  fi
  for name in $names; do
    rm -f "$work/bin/lockspire-$name"
    {
      echo '#!/bin/sh'
      printf 'exec'
      printf " '%s'" "$@" "$programs/lockspire-$name"
      # shellcheck disable=SC2016
      printf ' "$@"\n'
    } >"$work/bin/lockspire-$name"
    chmod +x "$work/bin/lockspire-$name"
  done
}

pid_of() { "$root/tools/stack" info "$work/stack" | jq -r --arg name "$1" '.pids[$name]'; }

# How long something is waited for that may take its time on a loaded machine.
patience=60

# try_until STATUS COMMAND...: repeats it until that is the answer.
try_until() {
  wanted=$1
  shift
  give_up=$(($(date +%s) + patience))
  while [ "$(date +%s)" -lt "$give_up" ]; do
    "$@"
    [ "$status" != "$wanted" ] || return 0
    sleep 0.1
  done
}

# wait_for COMMAND...: until it succeeds.
wait_for() {
  give_up=$(($(date +%s) + patience))
  until "$@"; do
    [ "$(date +%s)" -lt "$give_up" ] || return 1
    sleep 0.05
  done
}

# unavailable NAME: 503, and when to come back.
unavailable() {
  same "$1: 503" 503 "$status"
  check "$1: says when to come back" test -n "$(header Retry-After)"
  same "$1: not stored" no-store "$(header Cache-Control)"
  check "$1: no word of the inside" body_lacks sqlite
}

# lives NAME PROGRAM...: these are the processes that remember_pids saw.
remember_pids() { "$root/tools/stack" info "$work/stack" | jq .pids >"$work/pids.json"; }
lives() {
  story=$1
  shift
  for name in "$@"; do
    same "$story: $name lived through it" "$(jq -r --arg name "$name" '.[$name]' "$work/pids.json")" \
      "$(pid_of "$name")"
  done
}

database_is_whole() { same 'the database is whole' ok "$(sqlite3 "$database" 'PRAGMA integrity_check')"; }

# No family has two tokens that count, and no code has brought two families.
nothing_was_spent_twice() {
  same 'one refresh token counts in each family' 0 "$(sqlite3 "$database" \
    'SELECT count(*) FROM (SELECT 1 FROM refresh_tokens WHERE retired_at IS NULL
     GROUP BY grant_id HAVING count(*) > 1)')"
  same 'one refresh token comes from each code' 0 "$(sqlite3 "$database" \
    'SELECT count(*) FROM (SELECT 1 FROM refresh_tokens token WHERE NOT EXISTS
     (SELECT 1 FROM refresh_tokens WHERE successor_selector = token.selector)
     GROUP BY grant_id HAVING count(*) > 1)')"
}
