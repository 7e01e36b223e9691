#!/usr/bin/env bash
# Drops what passes between this network namespace, a server's, and an address, until SIGTERM or until its time is over:
# cut-off.sh <table> <address> both|to|from <seconds>
# The kernel counts what it drops: nft -j list table inet <table>. A server that starts again has another namespace, without any of this.
set -euo pipefail
table=$1 address=$2 way=$3 seconds=$4
trap 'nft delete table inet "$table"' EXIT
trap 'exit 0' TERM
{
  # Before anything else sees the packet: connections that are there are cut as well.
  echo "table inet $table {"
  [[ $way == from ]] || echo "chain to { type filter hook output priority raw; ip daddr $address counter drop; }"
  [[ $way == to ]] || echo "chain from { type filter hook input priority raw; ip saddr $address counter drop; }"
  echo '}'
} | nft -f -
# Not in the foreground: bash would hear SIGTERM only afterwards.
sleep "$seconds" &
wait
