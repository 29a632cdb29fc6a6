#!/bin/bash
# PUID and PGID own the files, as in the images of linuxserver.io.
set -euo pipefail
uid=${PUID:-911}
gid=${PGID:-911}
mkdir -p /config /downloads /watch
chown "$uid:$gid" /config /downloads /watch
exec setpriv --reuid="$uid" --regid="$gid" --clear-groups \
  transmission-daemon --foreground --config-dir /config --download-dir /downloads --watch-dir /watch \
  --port 9091 --allowed '*' --no-auth --peerport "${PEERPORT:-51413}"
