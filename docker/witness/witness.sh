#!/usr/bin/env bash
# A task's work, and its own account of it: one line when it starts, one every half second, one when it ends.
# The ledger is a volume outside the scheduler's control. One line is one write to an append-only file, so lines never mix.
# usage: witness.sh <task code> <milliseconds> <exit code> [<how many first attempts end with it; later ones end with 0>]
set -u
export LC_ALL=C
task=$1 length=$2 code=$3 fails=${4:-}
# It lies beside the ledgers of all workers.
folder=${BASH_SOURCE[0]%/*}
ledger=$folder/$(hostname).log

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

# Which attempt this is, it tells by the failures of its task that had ended on any worker before it began. The scheduler cannot know of a failure that is
# not in the ledger yet, so that a retry always counts the failure that it follows; one that was killed, or given up in a failover, has failed nothing.
# Duplicates of one attempt that begin before any of them has failed all fail, and count as many failures: the retry that follows then succeeds sooner.
# A duplicate that begins later passes for the retry, and succeeds. Either way no more attempts fail for the scheduler than are to fail.
if [[ -n $fails ]]; then
  # A number a ledger. 2 is an error, 1 says that there are none.
  failed=$(grep -hc $'^end\t[^\t]*\t'"$workflow"$'\t'"$task"$'\t.*\t'"$code"'$' "$folder"/*.log)
  (( $? < 2 )) || exit 74
  (( ${failed//$'\n'/+} < fails )) || code=0
fi

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
