#!/bin/bash
set -euo pipefail
if [ "${1:-}" = radicale ] && [ "$(id -u)" = 0 ]; then
  [ "${TAKE_FILE_OWNERSHIP:-true}" = false ] || chown -R radicale:radicale /data
  exec setpriv --reuid=radicale --regid=radicale --init-groups "$@" \
    --hosts 0.0.0.0:5232 --storage-filesystem-folder /data/collections
fi
exec "$@"
