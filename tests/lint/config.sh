#!/bin/sh
# The example configuration has every key that the programs know, no other, and each at its default.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
lockspire=${LOCKSPIRE_BIN:-$root/build/bin}/lockspire
example=$root/tools/lockspire/lockspire.toml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# report NAME OUTPUT: passed when there is no output.
report() {
  if [ -z "$2" ]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  printf 'not ok: %s\n%s\n' "$1" "$2"
}

# values FILE: key and value, one pair a line, without the scopes.
values() {
  "$lockspire" --config "$1" --json config show |
    jq -r '.[] | select(.key | startswith("scopes.") | not) | .key + " = " + .value'
}

[ -x "$lockspire" ] || { echo "config.sh: $lockspire is missing; run make" >&2; exit 2; }
grep '^issuer = ' "$example" | head -n 1 >"$work/minimal.toml"
values "$work/minimal.toml" | sort >"$work/defaults"
[ -s "$work/defaults" ] || { echo 'config.sh: nothing to check' >&2; exit 2; }

report 'the example is valid' "$("$lockspire" --config "$example" config show 2>&1 >"$work/shown" || true)"
report 'every value in the example is the default' \
  "$(values "$example" | sort | diff "$work/defaults" - || true)"
report 'every key is in the example' \
  "$("$lockspire" --config "$example" --json config show |
    jq -r '.[] | select(.origin == "default") | .key')"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
