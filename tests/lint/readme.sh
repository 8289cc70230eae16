#!/bin/sh
# readme.sh: what the pages for people name is there: linked files, paths, make targets, and verbs of the command.
set -eu
cd "$(dirname "$0")/../.."
lockspire=${LOCKSPIRE_BIN:-build/bin}/lockspire
[ -x "$lockspire" ] || { echo "readme.sh: $lockspire is missing; run make" >&2; exit 2; }
words=$(mktemp)
trap 'rm -f "$words"' EXIT
passed=0
failed=0
# report PAGE NAME STATUS: one more thing that a page names; 0 when it is there.
report() {
  if [ "$3" = 0 ]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  echo "not ok: $1 names $2, which is not there"
}

# The words in backquotes, one a line, blocks of commands left out.
# shellcheck disable=SC2016 # backquotes mean themselves
quoted() { awk '/^```/ { inside = !inside; next } !inside' "$1" | grep -o '`[^`]*`' | tr -d '`' | sort -u; }
# Something of that name: <word> stands for any, a bare name may be in any folder.
exists() {
  pattern=$(printf '%s' "$1" | sed 's/<[a-z]*>/*/g')
  # shellcheck disable=SC2086 # the pattern is to be expanded
  case $pattern in
    */*) ls -d $pattern >/dev/null 2>&1 ;;
    *) [ -n "$(find src tools tests templates -name "$pattern" | head -n 1)" ] ;;
  esac
}
# is_verb WORDS: after `lockspire`; with what follows a verb left out.
is_verb() {
  noun=${1%% *}
  verb=$(printf '%s' "$1 " | cut -d ' ' -f 2)
  "$lockspire" --help | grep -q "^  $noun  *[a-z]" || return 1
  # Of a noun that is its own verb the rest is its arguments.
  "$lockspire" "$noun" --help | grep -q '^Subcommands:' || return 0
  case $verb in '' | -* | [A-Z]*) return 0 ;; esac
  "$lockspire" "$noun" --help | grep -q "^  $verb  *[a-z]"
}

for page in README.md src/README.md tests/README.md tools/README.md templates/host/sigra.md; do
  folder=$(dirname "$page")
  # shellcheck disable=SC2013 # no white space in our names
  for link in $(grep -o '](\([^)#:]*\))' "$page" | sed 's/^](//; s/)$//' | sort -u); do
    there=0
    [ -e "$folder/$link" ] || there=1
    report "$page" "$link" $there
  done
done

for page in README.md templates/host/sigra.md; do
  quoted "$page" >"$words"
  while IFS= read -r word; do
    there=0
    case $word in
      *' '* | *'*'* | *'('*) ;;
      src/* | tests/* | tools/* | templates/* | schema/* | nginx/* | systemd/* | *.cc | *.h)
        exists "$word" || there=1
        report "$page" "$word" $there
        ;;
    esac
    case $word in
      'make '*)
        target=${word#make }
        grep -q "^${target%% *}:" Makefile || there=1
        report "$page" "$word" $there
        ;;
      'lockspire '[a-z]*)
        is_verb "${word#lockspire }" || there=1
        report "$page" "$word" $there
        ;;
    esac
  done <"$words"
done

[ "$passed" -gt 30 ] || { echo "readme.sh: only $passed things to check" >&2; exit 2; }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
