#!/bin/sh
# format.sh: every C++ file is as `make format` would write it.
set -eu
cd "$(dirname "$0")/../.."
files=$(git ls-files -co --exclude-standard | grep -E '\.(cc|h)$')
[ -n "$files" ] || { echo 'format.sh: nothing to check' >&2; exit 2; }
# shellcheck disable=SC2086 # a list of words
clang-format-19 --dry-run --Werror $files
echo "format.sh: $(echo "$files" | wc -l) files"
