#!/bin/sh
# Runs one Sentinel in a container. It writes its own file anew when it learns something, so the file is made here.

set -eu
cat >/run/sentinel/sentinel.conf <<CONF
port 26379
dir /run/sentinel
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel monitor main redis 6379 2
sentinel auth-user main operator
sentinel auth-pass main $(cat /secrets/password)
sentinel down-after-milliseconds main 2000
sentinel failover-timeout main 10000
CONF
exec redis-server /run/sentinel/sentinel.conf --sentinel
