#!/usr/bin/env bash
# Copies every worker's ledger to stdout as it grows, a whole line at a time.
# usage: read-ledger.sh <worker>...
set -u
for worker in "$@"; do
  touch "/ledger/$worker.log"
  tail -n +1 -F "/ledger/$worker.log" 2> /dev/null | while IFS= read -r line; do printf '%s\n' "$line"; done &
done
trap 'exit 0' TERM INT
wait
