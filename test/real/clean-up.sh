#!/usr/bin/env bash
# Ends what interrupted runs of these tests have left: the processes of each run that is not running any more. Their network
# namespaces, rules of iptables and sets of ipset end with them, since none is in the machine's own network.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ringfence-real

# When a process was started, in ticks since the machine was; empty where there is no such process.
started() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

for run in "$cache"/runs/*; do
  [ -e "$run" ] || continue
  id=${run##*/} # of the process that runs the tests: its number, and when it was started
  [ "$(started "${id%-*}")" = "${id#*-}" ] && continue
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" || true) in "$cache"/*) ;; *) continue ;; esac
    if tr '\0' '\n' < "$process/environ" | grep -qx "RINGFENCE_REAL_RUN=$id"; then
      kill -KILL "${process##*/}" || true
    fi
  done 2>/dev/null
  rm -f "$run"
done
