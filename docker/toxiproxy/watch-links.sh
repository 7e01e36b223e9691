#!/usr/bin/env bash
# Tells of every connection of the proxies, as the kernel counts it, each time that something has changed and at least once a second:
# links <µs of the look before> <µs of this look> <own end>><other end>=<bytes sent>/<bytes received> ...
# Toxiproxy itself counts bytes only once a connection is over (link.go).
set -u
export LC_ALL=C
before='' told=0 since=${EPOCHREALTIME/./}
while :; do
  begun=${EPOCHREALTIME/./}
  now=$(ss -H -t -n -i -O state established | awk '{
    sent = received = 0
    for (i = 5; i <= NF; i++) {
      if ($i ~ /^bytes_sent:/) sent = substr($i, 12)
      if ($i ~ /^bytes_received:/) received = substr($i, 16)
    }
    printf " %s>%s=%s/%s", $3, $4, sent, received
  }')
  at=${EPOCHREALTIME/./}
  if [[ $now != "$before" ]] || (( at - told >= 1000000 )); then
    printf 'links %s %s%s\n' "$since" "$at" "$now"
    before=$now told=$at
  fi
  since=$begun
  sleep 0.25
done
