#!/bin/sh
# help.sh: whatever a person may start says how with --help: on standard output, and nothing happens.
set -eu
cd "$(dirname "$0")/../.."
bin=${LOCKSPIRE_BIN:-build/bin}
[ -x "$bin/lockspire" ] || { echo "help.sh: $bin/lockspire is missing; run make" >&2; exit 2; }
passed=0
failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# helps COMMAND...
helps() {
  if "$@" --help >"$said" 2>"$said.err" </dev/null && grep -qi '^usage: ' "$said" && [ ! -s "$said.err" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not ok: $* --help"
  fi
  rm -f "$said.err"
}

for program in src/programs/*.cc; do
  ! grep -q '^int main' "$program" || helps "$bin/lockspire-$(basename "$program" .cc)"
done
for tool in tools/stack tools/install-deps tools/make-deb tools/demo/run; do helps "$tool"; done

for app in host partner; do helps node tools/demo/$app.mjs; done

# subcommands WORD...: of that part of the command.
subcommands() { "$bin/lockspire" "$@" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z-]*\)  *[^ ].*/\1/p'; }
helps "$bin/lockspire"
for noun in $(subcommands); do
  helps "$bin/lockspire" "$noun"
  for verb in $(subcommands "$noun"); do helps "$bin/lockspire" "$noun" "$verb"; done
done

[ "$passed" -gt 50 ] || [ "$failed" -gt 0 ] || { echo "help.sh: only $passed things to check" >&2; exit 2; }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
