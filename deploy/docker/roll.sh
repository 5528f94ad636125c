#!/bin/sh
# Replaces the replicas of a running composition one by one by ones of the image as it is now:
#
#   docker compose build shop && sh deploy/docker/roll.sh
#
# A new one is up and healthy before an old one is told to go, so visitors always find as many as before.

set -eu

old=$(docker compose ps --quiet shop)
count=$(printf '%s\n' "$old" | wc -l)

for container in $old; do
    docker compose up --detach --no-deps --no-recreate --wait --scale "shop=$((count + 1))" shop
    # It drains first, which takes eight seconds at most.
    docker stop "$container"
    docker rm "$container"
done
