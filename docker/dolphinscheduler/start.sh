#!/usr/bin/env bash
# Like upstream's start.sh: java is a child of PID 1, not PID 1 itself, so that orphans of killed tasks are reaped.
set -u
cd "$DOLPHINSCHEDULER_HOME" || exit 1
# Java 17 hides what 3.1 reads by reflection: without java.lang open, the pid of a task stays 0 and no kill ever reaches it
# (apache/dolphinscheduler#13423).
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.math java.net java.nio java.text java.util sun.nio.ch; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
# The worker's kill looks for pstree on its PATH.
[[ ${DOUBLERUN_PSTREE:-} == true && -x /usr/local/share/doublerun/pstree ]] && ln -sf /usr/local/share/doublerun/pstree /usr/local/bin/pstree

# A class-data archive fits one class path, in one order, and no folder may be on it: that is why the settings are in a jar.
archive=()
[[ -f server.jsa ]] && archive=(-XX:SharedArchiveFile=server.jsa -Xlog:cds=off -Xlog:cds+dynamic=off)
export LC_ALL=C
class_path=$(printf ':%s' conf.jar libs/*.jar)
# shellcheck disable=SC2086 # JAVA_OPTS is a list of options
java "${opens[@]}" "${archive[@]}" ${JAVA_OPTS:-} -cp "${class_path:1}" "$MAIN_CLASS"
