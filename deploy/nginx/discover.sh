#!/bin/sh
# Keeps upstreams.conf, the list of replicas that nginx includes, and tells nginx when it has changed.
#
#   discover.sh once     writes the list and ends: run it before nginx starts
#   discover.sh watch    looks again every second, until it is ended
#
#   REPLICAS     file:<path>        lines of "id address:port up|draining"; its writer has probed the replicas
#                dns:<name>:<port>  every IPv4 address of the name is a replica, asked for its readiness here
#   UPSTREAMS    the file to write
#   PID_FILE     nginx's pid file
#   ROUTE_KEY    any secret word, the same for every balancer: without it nobody can tell from a pin which replica it names
#
# An explicit, sorted list, because nginx hashes a name with many addresses as one server: every balancer that sees
# the same replicas must place a visitor alike.

set -eu
export LC_ALL=C

addresses_of() {
    if command -v getent >/dev/null; then
        getent ahostsv4 "$1" | awk '{ print $1 }'
    else
        # busybox: the first lines name the server that was asked.
        nslookup -type=a "$1" | awk '/^Name:/ { found = 1 } found && /^Address/ { print $NF }'
    fi
}

# Prints "id address:port state" by what the replica says at /health/ready; silent where it says nothing, twice.
probe() {
    state=up
    if command -v curl >/dev/null; then
        for _ in 1 2; do
            case $(curl -s -o /dev/null -m 1 -w '%{http_code}' "http://$1/health/ready" || true) in
                200) state=up && break ;;
                503) state=draining && break ;;
                *) state=silent ;;
            esac
        done
    fi
    echo "$1 $1 $state"
}

# Takes silent replicas off, but never more than half of all: where most do not answer, the fault may lie with who asks.
# nginx goes past those that it cannot reach by itself.
spare_half() {
    awk '{ line[NR] = $1 " " $2; state[NR] = $3 }
        END {
            may_go = int(NR / 2)
            for (n = 1; n <= NR; n++) {
                if (state[n] == "silent") state[n] = (may_go-- > 0) ? "draining" : "up"
                print line[n], state[n]
            }
        }'
}

# Prints "id address:port state", sorted; lines that are anything else would end up in nginx's configuration.
replicas() {
    case $REPLICAS in
        file:*) cat "${REPLICAS#file:}" ;;
        dns:*)
            name_and_port=${REPLICAS#dns:}
            port=${name_and_port##*:}
            for address in $(addresses_of "${name_and_port%:*}" | sort -u); do
                probe "$address:$port" &
            done
            wait
            ;;
        *) echo "REPLICAS must be file:<path> or dns:<name>:<port>, not $REPLICAS" >&2; exit 1 ;;
    esac | grep -E '^[A-Za-z0-9._:-]+ [A-Za-z0-9._-]+:[0-9]+ (up|draining|silent)$' | sort -u | spare_half || true
}

# An opaque name for a replica: the same everywhere, and it tells a visitor nothing.
route_of() {
    if command -v sha256sum >/dev/null; then
        printf '%s %s' "$ROUTE_KEY" "$1" | sha256sum | cut -c 1-16
    else
        printf '%s %s' "$ROUTE_KEY" "$1" | shasum -a 256 | cut -c 1-16
    fi
}

# Prints one line per server. max_fails=0: nginx counts a slow answer as a failure, so with any other value one client's slow
# requests would take a replica off for everyone. Only probes do. A replica that is gone refuses, and nginx asks the next one.
servers() {
    while read -r _ address state _; do
        case $state in
            up) echo "    server $address max_fails=0${1:-};" ;;
            draining) echo "    server $address down;" ;;
        esac
    done
}

# Prints a group: its name, its balancing method if any, its servers from the standard input.
group() {
    echo "upstream $1 {"
    echo "    zone $1 64k;"
    if [ -n "$2" ]; then echo "    $2;"; fi
    cat
    echo "    keepalive 32;"
    echo "}"
}

# Prints the group of one pin: the others serve a request only if its own replica fails it.
pin() {
    if [ "$3" = up ]; then echo "    server $2 max_fails=0;"; else echo "    server $2 down;"; fi
    printf '%s\n' "$list" | awk -v id="$1" '$1 != id && $3 == "up"' | servers ' backup'
}

# Prints the whole of upstreams.conf from lines of "id address:port state route".
render() {
    list=$1
    echo "# Written by discover.sh: changes are lost."
    # nginx refuses a group without a server.
    everyone=$(printf '%s\n' "$list" | servers)
    everyone=${everyone:-    server 127.0.0.1:1 down;}
    echo "$everyone" | group any ''
    echo "$everyone" | group by_ip 'hash $remote_addr consistent'
    echo "$everyone" | group by_url 'hash $url_route consistent'
    echo "map \$pin \$pinned_group {"
    echo "    default any;"
    printf '%s\n' "$list" | while read -r _ _ _ route; do
        if [ -n "$route" ]; then echo "    $route pin_$route;"; fi
    done
    echo "}"
    echo "map \$answered_by \$answered_route {"
    echo "    default '';"
    printf '%s\n' "$list" | while read -r _ address _ route; do
        if [ -n "$route" ]; then echo "    $address $route;"; fi
    done
    echo "}"
    printf '%s\n' "$list" | while read -r id address state route; do
        if [ -n "$route" ]; then pin "$id" "$address" "$state" | group "pin_$route" ''; fi
    done
}

# Writes the list where it differs from what is there, in one step, and says whether it did.
write() {
    routed=$(printf '%s\n' "$1" | while read -r id address state; do
        if [ -n "$id" ]; then echo "$id $address $state $(route_of "$id")"; fi
    done)
    render "$routed" >"$UPSTREAMS.new" || exit 1
    if cmp -s "$UPSTREAMS.new" "$UPSTREAMS"; then
        rm "$UPSTREAMS.new"
        return 1
    fi
    mv "$UPSTREAMS.new" "$UPSTREAMS"
}

# Signalled rather than by "nginx -s reload", which would parse the configuration once more.
reload() {
    [ -s "$PID_FILE" ] && kill -HUP "$(cat "$PID_FILE")"
}

watch() {
    known=''
    must_reload=no
    while :; do
        seen=$(replicas)
        # No answer changes nothing: the name server may be down while the replicas are up.
        if [ -n "$seen" ] && [ "$seen" != "$known" ]; then
            if write "$seen"; then must_reload=yes; fi
            known=$seen
        fi
        if [ "$must_reload" = yes ] && reload; then must_reload=no; fi
        sleep 1
    done
}

case ${1:-} in
    once) write "$(replicas)" || true ;;
    watch) watch ;;
    *) echo "usage: discover.sh once|watch" >&2; exit 1 ;;
esac
