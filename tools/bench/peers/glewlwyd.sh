# Glewlwyd from its Debian package, unpacked beside the build and not installed: its installation would ask
# questions, start it, and own files below /etc.
# shellcheck shell=sh

# The package and those of its libraries that this machine may lack.
glewlwyd_packages='glewlwyd glewlwyd-common libcbor0.8 libconfig9 libhoel1.4 libiddawc1.1 libjansson4
  libldap-2.5-0 libmariadb3 libmicrohttpd12 liboath0 liborcania2.3 librhonabwy1.1 libulfius2.7 libyder2.0 libpq5'

# glewlwyd_unpack ROOT: does nothing when it is there. Fails, with the reason on standard output, when it
# cannot be had.
glewlwyd_unpack() {
  [ ! -x "$1/usr/bin/glewlwyd" ] || return 0
  mkdir -p "$1"
  # shellcheck disable=SC2086 # a list of words
  (cd "$1" && apt-get download -qq $glewlwyd_packages) >"$1/download.log" 2>&1 ||
    { echo "apt-get download: $(grep '^E:' "$1/download.log" | head -n 1)"; return 1; }
  for package in "$1"/*.deb; do dpkg-deb -x "$package" "$1"; done
  rm -f "$1"/*.deb
  missing=$(LD_LIBRARY_PATH=$(echo "$1"/usr/lib/*-linux-gnu) ldd "$1/usr/bin/glewlwyd" | grep 'not found' || true)
  [ -z "$missing" ] || { echo "it lacks $missing"; rm -f "$1/usr/bin/glewlwyd"; return 1; }
}
