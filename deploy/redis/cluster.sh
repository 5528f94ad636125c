#!/bin/sh
# Makes a Cluster of three masters and three replicas out of the nodes cluster-1 … cluster-6; does nothing if there is one already.

set -eu
cli="$(dirname "$0")/cli.sh"
if sh "$cli" -h cluster-1 cluster info | grep -q 'cluster_state:ok'; then
    exit 0
fi
nodes=''
for number in 1 2 3 4 5 6; do
    nodes="$nodes $(getent hosts "cluster-$number" | cut -d ' ' -f 1):6379"
done
# shellcheck disable=SC2086
sh "$cli" --cluster create $nodes --cluster-replicas 1 --cluster-yes
