#!/bin/bash
# A real PostgreSQL 17 with pgvector for tests, on a Debian machine, in a folder of its own.
#
#   postgres17.sh up DIR PORT [FROM]    starts it (unpacks it first, if need be: from what is unpacked in the folder
#                                       FROM, where that is given) and prints postgresql://kipux@127.0.0.1:PORT/kipux
#   postgres17.sh restart DIR           ends it without a word to anybody, as a crash does, and starts it again
#   postgres17.sh down DIR              stops it; DIR can be deleted then
#
# The role "kipux" is what the product is deployed with: it owns its database and may create roles and databases, and it is
# neither a superuser nor exempt from row-level security. The administrator's extensions are there already.
#
# Nothing is installed: packages are downloaded from the Debian mirror that this machine uses, unpacked into DIR, and run in
# a chroot. The machine's packages, package lists and settings stay as they are. It takes root, since only root may chroot.
# It listens on the loopback only, asks for no password and does not wait for the disk: it is for tests, not for data.
set -euo pipefail

readonly MAJOR=17
readonly SUITE=trixie
readonly BIN=/usr/lib/postgresql/$MAJOR/bin
# The server's user inside the chroot. It has no name outside.
readonly SERVER_USER=5432

main() {
  local command=${1:-} folder=${2:-} port=${3:-} from=${4:-}
  case $command in
    up) [[ -n $folder && $port =~ ^[0-9]+$ ]] || usage ;;
    restart | down) [[ -n $folder ]] || usage ;;
    *) usage ;;
  esac
  check_machine
  FOLDER=$(realpath -m "$folder")
  ROOT=$FOLDER/root
  if [[ $command == up ]]; then mkdir -p "$FOLDER"; fi
  [[ -d $FOLDER ]] || fail "there is no PostgreSQL in $FOLDER"
  # Two at once on one folder wait for each other. The server does not inherit the lock: as_server closes it.
  exec 9> "$FOLDER/lock"
  flock 9
  "$command" "$port" "$from"
}

up() {
  local port=$1 from=$2
  if [[ ! -e $FOLDER/unpacked ]]; then
    if [[ -n $from && -e $from/unpacked ]]; then copy_unpacked "$from"; else unpack; fi
  fi
  [[ -e $FOLDER/initialised ]] || initialise
  if is_running && [[ $(running_port) != "$port" ]]; then stop_server; fi
  is_running || start_server "$port"
  [[ -e $FOLDER/prepared ]] || prepare "$port"
  echo "postgresql://kipux@127.0.0.1:$port/kipux"
}

restart() {
  as_server $BIN/pg_ctl -D /data -l /data/server.log -m immediate -w -t 60 restart > /dev/null ||
    fail "PostgreSQL does not start again, see $ROOT/data/server.log"
}

down() {
  if is_running; then stop_server; fi
}

usage() {
  fail 'usage: postgres17.sh up DIR PORT [FROM] | restart DIR | down DIR'
}

fail() {
  echo "postgres17.sh: $1" >&2
  exit 1
}

check_machine() {
  local command
  grep -qsx 'ID=debian' /etc/os-release || fail 'this works on Debian only; give the tests a PostgreSQL 17 with pgvector by TEST_DATABASE_URL'
  [[ $EUID -eq 0 ]] || fail 'this has to be run by root (it uses chroot); or give the tests a PostgreSQL by TEST_DATABASE_URL'
  for command in apt-get dpkg-deb tar chroot mknod flock; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" > /dev/null || fail "$command is missing"
  done
}

# --- unpacking ---------------------------------------------------------------------------------------------------------

unpack() {
  local apt=$FOLDER/apt
  rm -rf "$ROOT" "$apt" "$FOLDER/initialised" "$FOLDER/prepared"
  mkdir -p "$ROOT" "$apt"/{lists/partial,cache/archives/partial,preferences}
  download "$apt"
  make_tree
  local package
  for package in "$apt"/cache/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$ROOT" --keep-directory-symlink \
      --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' \
      --exclude="./usr/share/postgresql/$MAJOR/man" --exclude='*/bitcode' --exclude='*/llvmjit*'
  done
  /usr/sbin/chroot "$ROOT" /sbin/ldconfig
  rm -rf "$apt"
  touch "$FOLDER/unpacked"
}

# Everything but the data.
copy_unpacked() {
  rm -rf "$ROOT" "$FOLDER/initialised" "$FOLDER/prepared"
  mkdir -p "$ROOT"
  tar -c -C "$1/root" --exclude=./data --exclude='./tmp/*' . | tar -x -p -C "$ROOT"
  touch "$FOLDER/unpacked"
}

# What apt names for the server and what the server never loads: Perl, LLVM (there is no JIT here), tools for installing.
readonly LEAVE_OUT='perl.*|libperl.*|libllvm.*|libz3.*|locales|libc-l10n|debconf|postgresql-common.*|postgresql-client-common|libipc-.*|libio-.*|libjson-perl|libtext-.*|ucf|ssl-cert|adduser|passwd|login.defs|procps|libproc2.*|openssl.*|netbase|libdb5.*|libgdbm.*|libpam-modules.*|base-passwd|libsem.*|libsepol.*|sensible-utils|sysvinit-utils|init-system-helpers|readline-common|gcc-14-base'

# Downloads the packages with an apt that has its own lists and believes that nothing is installed.
download() {
  local apt=$1 mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 -E '/debian/?$') ||
    fail "this machine's apt sources name no Debian mirror"
  : > "$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $SUITE main" > "$apt/sources.list"
  local options=(-qq -y
    -o "Dir::State=$apt" -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
    -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::Etc::preferencesparts=$apt/preferences"
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Install-Recommends=0)
  apt-get "${options[@]}" update
  local packages
  packages=$(apt-get "${options[@]}" --print-uris install "postgresql-$MAJOR" "postgresql-$MAJOR-pgvector" |
    cut -d' ' -f2 | cut -d_ -f1 | grep -vxE "$LEAVE_OUT")
  # initdb and pg_ctl call /bin/sh, which is dash. The names are words, one each.
  # shellcheck disable=SC2086
  (cd "$apt/cache" && apt-get "${options[@]}" download dash $packages)
}

make_tree() {
  local directory
  for directory in bin sbin lib lib64; do
    mkdir -p "$ROOT/usr/$directory"
    ln -s "usr/$directory" "$ROOT/$directory"
  done
  mkdir -p "$ROOT"/{etc,dev,tmp,data}
  chmod 1777 "$ROOT/tmp"
  echo "postgres:x:$SERVER_USER:$SERVER_USER::/data:/bin/sh" > "$ROOT/etc/passwd"
  echo "postgres:x:$SERVER_USER:" > "$ROOT/etc/group"
  echo '127.0.0.1 localhost' > "$ROOT/etc/hosts"
  mknod -m 666 "$ROOT/dev/null" c 1 3
  mknod -m 666 "$ROOT/dev/urandom" c 1 9
}

# --- the server --------------------------------------------------------------------------------------------------------

initialise() {
  rm -rf "$ROOT/data" "$FOLDER/prepared"
  mkdir -m 700 "$ROOT/data"
  chown $SERVER_USER:$SERVER_USER "$ROOT/data"
  as_server $BIN/initdb -D /data -U postgres -A trust --locale=C.UTF-8 -E UTF8 --no-sync --no-instructions \
    > "$FOLDER/initdb.log" 2>&1 || fail "initdb failed, see $FOLDER/initdb.log"
  cat >> "$ROOT/data/postgresql.conf" <<'SETTINGS'
listen_addresses = '127.0.0.1'
unix_socket_directories = '/tmp'       # within the chroot
dynamic_shared_memory_type = mmap      # there is no /dev/shm in it
max_connections = 100
jit = off                              # LLVM is left out
fsync = off                            # for tests, not for data
full_page_writes = off
SETTINGS
  touch "$FOLDER/initialised"
}

start_server() {
  as_server $BIN/pg_ctl -D /data -l /data/server.log -w -t 60 -o "-p $1" start > /dev/null ||
    fail "PostgreSQL does not start, see $ROOT/data/server.log"
}

stop_server() {
  as_server $BIN/pg_ctl -D /data -m fast -w stop > /dev/null
}

is_running() {
  as_server $BIN/pg_ctl -D /data status > /dev/null 2>&1
}

running_port() {
  sed -n 4p "$ROOT/data/postmaster.pid"
}

# What an administrator does once before the product is deployed.
prepare() {
  # What an interrupted run may have left.
  sql "$1" postgres 'DROP DATABASE IF EXISTS kipux' -c 'DROP ROLE IF EXISTS kipux'
  sql "$1" postgres 'CREATE ROLE kipux LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE CREATEDB'
  # In the template: databases that a test makes beside the first one have them too.
  local extension
  for extension in vector btree_gin unaccent pg_trgm; do
    sql "$1" template1 "CREATE EXTENSION IF NOT EXISTS $extension"
  done
  sql "$1" postgres 'CREATE DATABASE kipux OWNER kipux'
  touch "$FOLDER/prepared"
}

sql() {
  as_server $BIN/psql -h 127.0.0.1 -p "$1" -U postgres -d "$2" -X -q -v ON_ERROR_STOP=1 -c "${@:3}"
}

as_server() {
  env -i LC_ALL=C.UTF-8 TZ=UTC PATH=/usr/bin:/bin PGOPTIONS='-c client_min_messages=warning' \
    /usr/sbin/chroot --userspec=$SERVER_USER:$SERVER_USER "$ROOT" "$@" 9>&-
}

main "$@"
