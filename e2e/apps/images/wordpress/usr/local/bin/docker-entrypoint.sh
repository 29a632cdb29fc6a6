#!/bin/bash
# Puts WordPress into an empty /var/www/html, as the official image does, and configures it by the
# WORDPRESS_ variables each time it is asked.
set -euo pipefail
cd /var/www/html
if [ ! -e wp-includes/version.php ]; then
  echo "WordPress is copied to $PWD"
  cp -rL --no-preserve=ownership /usr/src/wordpress/. .
  cp /usr/src/wp-config.php wp-config.php
  for key in AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT; do
    echo "<?php define('$key', '$(head -c 48 /dev/urandom | base64 -w 0)');"
  done | sed '2,$s/^<?php //' > wp-keys.php
  chown -R www-data:www-data .
fi
exec "$@"
