#!/bin/bash
# Takes the variables of the official image: MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD,
# MARIADB_ROOT_PASSWORD, MARIADB_RANDOM_ROOT_PASSWORD, and the same with MYSQL_.
set -euo pipefail
data=/var/lib/mysql

if [ "$(id -u)" = 0 ]; then
  mkdir -p /run/mysqld
  chown -R mysql:mysql $data /run/mysqld
  exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" "$@"
fi
[ "${1:-}" = mariadbd ] || exec "$@"

of() {
  local mariadb=MARIADB_$1 mysql=MYSQL_$1
  echo "${!mariadb:-${!mysql:-}}"
}
quoted() { sed "s/[\\\\']/\\\\&/g" <<< "$1"; }

database=$(of DATABASE)
user=$(of USER)
password=$(of PASSWORD)
root=$(of ROOT_PASSWORD)
if [ ! -e $data/.complete ]; then
  if [ -z "$root" ] && [ -z "$(of RANDOM_ROOT_PASSWORD)" ] && [ -z "$(of ALLOW_EMPTY_ROOT_PASSWORD)" ]; then
    echo "set MARIADB_ROOT_PASSWORD, MARIADB_RANDOM_ROOT_PASSWORD or MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" >&2
    exit 1
  fi
  [ -n "$(of RANDOM_ROOT_PASSWORD)" ] && root=$(head -c 18 /dev/urandom | base64)
  find $data -mindepth 1 -delete # what an interrupted start left
  mariadb-install-db --datadir=$data --skip-test-db --auth-root-authentication-method=normal > /dev/null
  [ -z "$root" ] || echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$(quoted "$root")';" > $data/.first.sql
  touch $data/.complete
fi
{ # one statement in each line: --init-file knows no others
  [ ! -e $data/.first.sql ] || cat $data/.first.sql
  [ -z "$database" ] || echo "CREATE DATABASE IF NOT EXISTS \`$database\`;"
  if [ -n "$user" ] && [ -n "$password" ]; then
    echo "CREATE USER IF NOT EXISTS '$(quoted "$user")'@'%' IDENTIFIED BY '$(quoted "$password")';"
    [ -z "$database" ] || echo "GRANT ALL ON \`$database\`.* TO '$(quoted "$user")'@'%';"
  fi
  echo "CREATE USER IF NOT EXISTS 'healthcheck'@'localhost';"
} > /run/mysqld/init.sql
exec mariadbd --datadir=$data --socket=/run/mysqld/mysqld.sock --bind-address=0.0.0.0 \
  --skip-name-resolve --init-file=/run/mysqld/init.sql "${@:2}"
