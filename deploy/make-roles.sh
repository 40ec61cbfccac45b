#!/bin/sh
# Run once by the database's image: three roles, and a database that belongs to the first of them.
set -eu
psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres \
    -v owner="$QINGYUAN_OWNER_PASSWORD" -v app="$QINGYUAN_APP_PASSWORD" -v compartment="$QINGYUAN_COMPARTMENT_PASSWORD" <<'SQL'
CREATE ROLE qingyuan_owner LOGIN PASSWORD :'owner';
CREATE ROLE qingyuan_app LOGIN PASSWORD :'app';
CREATE ROLE qingyuan_compartment LOGIN PASSWORD :'compartment';
CREATE DATABASE qingyuan OWNER qingyuan_owner;
SQL
