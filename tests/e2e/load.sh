# What the stories with load have in common: lockspire-bench and the site it is told about.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh sets what is used here, and the stories use what is set

database=$(jq -r .database "$work/stack.json")

# bench MODE [FLAG...]: load on this stack, as the client registered last, with a signed-in person.
bench() {
  mode=$1
  shift
  jq -n --slurpfile stack "$work/stack.json" --slurpfile client "$work/client.json" \
    --arg session "$(cli session mint --sub ada)" \
    '{stack: $stack[0], session: $session, clients: {ES256: $client[0]}}' >"$work/site.json"
  "${LOCKSPIRE_BIN:-$root/build/bin}/lockspire-bench" "$mode" "$work/site.json" "$@" \
    >"$work/counts.json"
}

# count NAME: of what the last load came to.
count() { jq -r --arg name "$1" '.[$name]' "$work/counts.json"; }
