#!/bin/sh
# Runs one balancer in a container: fills in the template, lists the replicas, keeps the list up to date, becomes nginx.
#
#   RUN_DIRECTORY     everything is written here, so that the rest may be read-only
#   TRUSTED_PROXIES   addresses or nets whose X-Forwarded-For is believed, separated by commas or spaces
#
# and what nginx.conf.template and discover.sh ask for.

set -eu
here=$(dirname "$0")

if [ -r /secrets/environment ]; then
    set -a
    . /secrets/environment
    set +a
fi

TRUST=''
for proxy in $(printf '%s' "${TRUSTED_PROXIES:-}" | tr ',' ' '); do
    TRUST="$TRUST set_real_ip_from $proxy;"
done
export TRUST
export UPSTREAMS="$RUN_DIRECTORY/upstreams.conf" PID_FILE="$RUN_DIRECTORY/nginx.pid"

# The names are listed: nginx has variables of its own.
names='${LISTEN} ${BALANCER_ID} ${CLUSTER_ID} ${SHOP_ROUTING} ${LAB} ${AFFINITY_SECONDS} ${TRUST} ${RUN_DIRECTORY}'
envsubst "$names" <"$here/nginx.conf.template" >"$RUN_DIRECTORY/nginx.conf"
cp "$here/listener.conf" "$RUN_DIRECTORY/"

sh "$here/discover.sh" once
while :; do
    sh "$here/discover.sh" watch || true
    sleep 1
done &

exec nginx -e stderr -c "$RUN_DIRECTORY/nginx.conf" -g 'daemon off;'
