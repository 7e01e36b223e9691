#!/usr/bin/env bash
# The worker's kill looks for pstree on its PATH.
[[ ${DOUBLERUN_PSTREE:-} == true ]] && ln -sf /usr/local/share/doublerun/pstree /usr/local/bin/pstree
exec /bin/bash "$DOUBLERUN_HOME/bin/start.sh"
