#!/bin/sh
# What `make demo` runs: it says what to open, that page is there, and a signal takes everything down.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

demo=
stop_demo() { [ -z "$demo" ] || kill "$demo" 2>/dev/null || true; }
trap 'stop_demo; wait; leave' EXIT

free_port() {
  node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# start_demo COMMAND...: in a folder for temporary files of its own, so that what it leaves is seen.
start_demo() {
  mkdir -p "$work/tmp"
  port=$(free_port)
  TMPDIR=$work/tmp PORT=$port "$@" >"$work/demo.out" 2>&1 &
  demo=$!
  tries=0
  until grep -q 'Ctrl-C' "$work/demo.out"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 1200 ] || ! kill -0 "$demo" 2>/dev/null; then
      cat "$work/demo.out" >&2
      return 1
    fi
    sleep 0.1
  done
  partner=$(sed -n 's/^ *Open *\(http[^ ]*\)$/\1/p' "$work/demo.out")
}

# ends SIGNAL: sends it and sets $ended, within half a minute.
ends() {
  kill "-$1" "$demo"
  tries=0
  while kill -0 "$demo" 2>/dev/null && [ "$tries" -lt 300 ]; do tries=$((tries + 1)) && sleep 0.1; done
  check "$1: it ends" [ "$tries" -lt 300 ]
  kill -9 "$demo" 2>/dev/null || true
  wait "$demo" && ended=0 || ended=$?
  demo=
}

all_gone() {
  same "$1: nothing is left behind" '' "$(ls -A "$work/tmp")"
  same "$1: nothing runs" '' "$(pgrep -f -- "$work/tmp/" || true)"
  fetch "$partner" 2>/dev/null || true
  same "$1: the partner app is gone" 000 "$status"
}

browser first
start_demo "$root/tools/demo/run"
fetch "http://localhost:$port/"
same 'the site' 200 "$status"
fetch "http://localhost:$port/lockspire/.well-known/openid-configuration"
same 'the documents' "http://localhost:$port/lockspire" "$(member issuer)"
like 'the partner app is another site for browsers' 'http://127.0.0.1:*' "$partner"
fetch "$partner"
check 'it offers to connect' body_has 'id="connect"'

# The partner's registration is good: its request comes as far as the login.
fetch -X POST -H "Origin: ${partner%/}" "${partner}connect"
starts 'it asks Lockspire' "http://localhost:$port/lockspire/authorize?" "$location"
fetch "$location"
starts 'and Lockspire asks for a login' /login "${location#"http://localhost:$port"}"

ends TERM
same 'SIGTERM: exit status' 0 "$ended"
all_gone SIGTERM

# An interrupt that reaches make alone. A shell's background jobs ignore it unless told otherwise.
unset MAKEFLAGS MFLAGS MAKELEVEL
start_demo env --default-signal=INT make -s -C "$root" demo
ends INT
all_gone 'make, interrupted'

finish
