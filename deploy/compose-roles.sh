#!/bin/sh
# Run by the image of PostgreSQL once, on an empty database: the role of the servers, which owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v password="$DESK_APP_PASSWORD" <<'SQL'
create role desk_app login password :'password';
SQL
