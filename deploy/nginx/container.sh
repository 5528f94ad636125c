#!/bin/sh
# Runs one balancer in a container: fills in the template, lists the replicas, keeps the list up to date, becomes nginx.
#
#   RUN_DIRECTORY     everything is written here, so that the rest may be read-only
#   TRUSTED_PROXIES   addresses or nets whose X-Forwarded-For is believed, separated by commas or spaces
#   TLS_CERTIFICATE, TLS_KEY   files; with them the listener speaks TLS
#   CLIENT_REQUESTS_PER_SECOND   how many requests one address may send; twice as many at once
#   CLIENT_LOGINS_PER_SECOND     how many logins, registrations and token requests; four times as many at once
#   LIMIT_GUEST_SESSIONS         how many sessions guests of one address may begin in a minute, as in the shop's settings; those of
#                                two seconds at once
#   CLIENT_STREAMS               how many event streams and sockets one address may hold open
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
TLS=''
if [ -n "${TLS_CERTIFICATE:-}" ]; then
    LISTEN="$LISTEN ssl"
    TLS="ssl_certificate $TLS_CERTIFICATE; ssl_certificate_key $TLS_KEY;"
fi
CLIENT_REQUESTS_PER_SECOND=${CLIENT_REQUESTS_PER_SECOND:-2000}
CLIENT_BURST=$((CLIENT_REQUESTS_PER_SECOND * 2))
CLIENT_LOGINS_PER_SECOND=${CLIENT_LOGINS_PER_SECOND:-50}
CLIENT_LOGIN_BURST=$((CLIENT_LOGINS_PER_SECOND * 4))
LIMIT_GUEST_SESSIONS=${LIMIT_GUEST_SESSIONS:-600}
CLIENT_GUEST_BURST=$(((LIMIT_GUEST_SESSIONS + 29) / 30))
CLIENT_STREAMS=${CLIENT_STREAMS:-50}
export LIMIT_GUEST_SESSIONS CLIENT_GUEST_BURST TRUST TLS LISTEN CLIENT_REQUESTS_PER_SECOND CLIENT_BURST CLIENT_LOGINS_PER_SECOND CLIENT_LOGIN_BURST CLIENT_STREAMS
export UPSTREAMS="$RUN_DIRECTORY/upstreams.conf" PID_FILE="$RUN_DIRECTORY/nginx.pid"

# The names are listed: nginx has variables of its own.
names='${LISTEN} ${BALANCER_ID} ${CLUSTER_ID} ${SHOP_ROUTING} ${LAB} ${AFFINITY_SECONDS} ${TRUST} ${RUN_DIRECTORY}'
names="$names "'${TLS} ${CLIENT_REQUESTS_PER_SECOND} ${CLIENT_BURST}'
names="$names "'${CLIENT_LOGINS_PER_SECOND} ${CLIENT_LOGIN_BURST} ${CLIENT_STREAMS} ${LIMIT_GUEST_SESSIONS} ${CLIENT_GUEST_BURST}'
envsubst "$names" <"$here/nginx.conf.template" >"$RUN_DIRECTORY/nginx.conf"
envsubst "$names" <"$here/listener.conf" >"$RUN_DIRECTORY/listener.conf"

sh "$here/discover.sh" once
while :; do
    sh "$here/discover.sh" watch || true
    sleep 1
done &

exec nginx -e stderr -c "$RUN_DIRECTORY/nginx.conf" -g 'daemon off;'
