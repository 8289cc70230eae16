#!/bin/sh
# The database grows and requests cost the same; the long form is in tests/soak/.
exec "$(dirname "$0")/../soak/growth.sh" --short
