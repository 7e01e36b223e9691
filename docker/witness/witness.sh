#!/usr/bin/env bash
# A task's work, and its own account of it: one line when it starts, one every half second, one when it ends.
# The ledger is a volume outside the scheduler's control. One line is one write to an append-only file, so lines never mix.
# usage: witness.sh <task code> <milliseconds> <exit code>
set -u
export LC_ALL=C
task=$1 length=$2 code=$3
ledger=/ledger/$(hostname).log

# The scheduler runs a task in .../<definition>/<workflow instance>/<task instance>; no variable says so in 3.1.
instance=${PWD##*/}
parent=${PWD%/*}
workflow=${parent##*/}

# Field 22 of proc(5)'s stat: start time in ticks. With host and pid it names this process and no other, ever.
stat=$(< /proc/$$/stat)
read -ra fields <<< "${stat##*) }"
execution=$(hostname):$$:${fields[19]}

# A process that cannot tell of itself must not run on unseen: 74 is EX_IOERR.
record() {
  read -r uptime _ < /proc/uptime
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$execution" "$workflow" "$task" "$instance" "${EPOCHREALTIME/./}" "$uptime" "${2:-}" >> "$ledger" || exit 74
}
trap 'record end 143; exit 143' TERM INT HUP

record start
ends=$(( ${EPOCHREALTIME/./} + length * 1000 ))
while (( (left = ends - ${EPOCHREALTIME/./}) > 0 )); do
  (( left > 500000 )) && left=500000
  # In the background, so that a signal is heard at once and not at the end of the sleep.
  sleep "$(printf '0.%06d' "$left")" &
  wait $!
  record beat
done
record end "$code"
exit "$code"
