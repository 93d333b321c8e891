#!/bin/sh
# Run once by the database's image, as its administrator: the owner of Kipux's database is no superuser and is not exempt
# from row-level security, and the extensions are there before it comes.
set -eu
psql -X -v ON_ERROR_STOP=1 -v password="$KIPUX_DATABASE_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE kipux LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD :'password';
CREATE DATABASE kipux OWNER kipux;
\connect kipux
CREATE EXTENSION vector;
CREATE EXTENSION btree_gin;
CREATE EXTENSION unaccent;
CREATE EXTENSION pg_trgm;
SQL
