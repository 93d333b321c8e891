#!/bin/sh
# Run once by the database's image, as its administrator: the owner of Kipux's database is no superuser and is not exempt
# from row-level security, and the extensions are there before it comes.
set -eu
psql -X -v ON_ERROR_STOP=1 -v password="$KIPUX_DATABASE_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE kipux LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD :'password';
CREATE DATABASE kipux OWNER kipux;
\connect kipux
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
