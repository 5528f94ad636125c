#!/bin/sh
# redis-cli as the user operator, in a container that has its password:
#
#   docker compose exec redis sh /deploy/redis/cli.sh info keyspace
#
# Ends with 1 where Redis answers with an error, so that a health check may ask it.

set -eu
# Not by -a: arguments are there for every process to read.
REDISCLI_AUTH=$(cat /secrets/password)
export REDISCLI_AUTH
exec redis-cli -e --user operator "$@"
