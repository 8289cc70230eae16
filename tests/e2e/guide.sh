#!/bin/sh
# The README's guide, as a newcomer does it: each block marked `sh guide` is pasted into this shell, in order, with a
# folder and ports of its own; then the browser presses what the text says.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
cd "$root"
trial=$work/trial
ending=0
stop_trial() {
  for file in "$trial"/run/*.pid; do
    [ ! -s "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
  done
}
trap 'ending=$?; set +e; [ "$ending" = 0 ] || cat "$work"/pasted.*; stop_trial; wait; (exit "$ending"); leave' EXIT

free_ports() {
  node -e 'const net = require("net");
    const servers = [1, 2, 3].map(() => net.createServer().listen(0, "127.0.0.1"));
    setImmediate(() => { for (const s of servers) { console.log(s.address().port); s.close(); } });'
}
# shellcheck disable=SC2046 # three numbers
set -- $(free_ports)
site_port=$1 host_port=$2 partner_port=$3

# --- the blocks ----------------------------------------------------------------------------------------------------
# One file a block; what is there to be changed is nothing but where and on which port.
awk -v to="$work/block" '/^```sh guide$/ { n++; inside = 1; next } /^```$/ { inside = 0; next }
  inside { print > (to "." n) }' README.md
blocks=$(find "$work" -name 'block.*' | wc -l)
check 'there are blocks' [ "$blocks" -ge 8 ]
# shellcheck disable=SC2016 # the text of the README
sed -i -e 's,\$HOME/lockspire-trial,'"$trial,g" -e "s/\\b8000\\b/$site_port/g" -e "s/\\b3000\\b/$host_port/g" \
  -e "s/\\b9000\\b/$partner_port/g" "$work"/block.*
same 'every command of the guide is run, or says that it needs root' '' \
  "$(sed -n 's/^```\(sh.*\)$/\1/p' README.md | grep -vxE 'sh guide|sh root' | grep -vx 'sh' || true)"
same 'the two commands at the top are the only ones that other tests run' 'make demo make test' \
  "$(awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside { print $1, $2 }' README.md | xargs)"

# nginx started by root would serve as nobody, who may not open the sockets.
[ "$(id -u)" != 0 ] || nginx() { command nginx -g 'user root;' "$@"; }
# What is built is what is tested.
make() { same 'it builds with make' -j2 "$*"; }

# paste FIRST LAST: the blocks, into this shell, as they stand.
paste() {
  number=$1
  while [ "$number" -le "$2" ]; do
    # The first command that fails ends the story. (Not with `||`, which would let the block go on.)
    # shellcheck source=/dev/null
    . "$work/block.$number" >"$work/pasted.$number" 2>"$work/pasted.err"
    check "block $number" true
    number=$((number + 1))
  done
}
paste 1 6
like 'verify finds nothing' '* OK, 0 WARN, 0 ERROR' "$(tail -n 1 "$work/pasted.5")"
wait_for() {
  tries=0
  until curl -s -o "$work/body" "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || { echo "waited in vain for $1" >&2; exit 1; }
    sleep 0.05
  done
}

# --- the clicks ------------------------------------------------------------------------------------------------------
base=http://localhost:$site_port
partner=http://127.0.0.1:$partner_port
wait_for "$partner"
wait_for "http://127.0.0.1:$host_port"
browser newcomer
fetch "$base/"
same 'the site is there' 'Hello stranger' "$(cat "$work/body")"
fetch "$partner/"
check 'the partner offers to connect' body_has 'id="connect"'
fetch -X POST -H "Origin: $partner" "$partner/connect"
starts 'Connect leads to Lockspire' "$base/lockspire/authorize?" "$location"
follow
starts 'which leads to the login' /login "${location#"$base"}"
login=$base${location#"$base"}
follow
check 'where one may say who one is' body_has 'I am Ada'
fetch -X POST "$login"
starts 'back to Lockspire' /lockspire/interactions/ "$location"
follow
[ "$status" = 200 ] || follow
same 'which asks' consent "$(page)"
same 'for the partner' Partner "$(text_of client-name)"
decide approve
starts 'and leads back to the partner' "$partner/callback?code=" "$location"
follow
follow_partner() { case $location in /*) fetch "$partner$location" ;; *) follow ;; esac; }
follow_partner
check 'the partner knows who it is' body_has 'user:7'
check 'by name' body_has 'Ada Lovelace'
fetch "$base/"
same 'the site too' 'Hello Ada Lovelace' "$(cat "$work/body")"

# --- the API ---------------------------------------------------------------------------------------------------------
last=$((blocks - 1))
paste 7 "$last"
like 'the robot gets its notes' "notes for $(jq -r .client_id "$trial/robot.json")" "$(tail -n 1 "$work/pasted.$last")"
fetch "$base/api/notes"
same 'nobody else does' 401 "$status"

# --- away ------------------------------------------------------------------------------------------------------------
paste "$blocks" "$blocks"
check 'nothing is left' [ ! -e "$trial" ]
gone() { ! curl -s -o "$work/body" "$base/"; }
tries=0
until gone || [ "$tries" = 400 ]; do tries=$((tries + 1)) && sleep 0.05; done
check 'nothing answers' gone

finish
