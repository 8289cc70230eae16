#!/bin/sh
# shell.sh: every shell script passes shellcheck and is executable, unless it is a library to be sourced.
set -eu
cd "$(dirname "$0")/../.."
seen=0
bad=0
# shellcheck disable=SC2013,SC2046 # no white space in our names
for file in $(git ls-files -co --exclude-standard); do
  [ -f "$file" ] || continue
  head -n 1 "$file" | grep -q '^#!/bin/sh' || continue
  seen=$((seen + 1))
  shellcheck -x -P SCRIPTDIR "$file" || bad=1
  [ -x "$file" ] || { echo "$file: is not executable" >&2; bad=1; }
done
[ "$seen" -gt 0 ] || { echo 'shell.sh: nothing to check' >&2; exit 2; }
[ "$bad" = 0 ] && echo "shell.sh: $seen scripts"
exit $bad
