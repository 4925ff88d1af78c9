#!/bin/sh
# Creates the servers' role, which owns nothing. The PostgreSQL image runs this once, on an empty database.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v password="$DESK_APP_PASSWORD" <<'SQL'
create role desk_app login password :'password';
SQL
