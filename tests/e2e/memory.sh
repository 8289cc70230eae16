#!/bin/sh
# Programs stay small; the long form is in tests/soak/.
exec "$(dirname "$0")/../soak/memory.sh" --short
