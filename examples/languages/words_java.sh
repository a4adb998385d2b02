#!/bin/sh
# Starts the jar on the Java of the machine: JAVA_HOME, else the PATH.
set -eu
jar=$RUNFILES_DIR/_main/examples/languages/words.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || { echo "there is no $java; install a Java runtime of version 17 or later, or set JAVA_HOME" >&2; exit 1; }
exec "$java" -cp "$jar" Words "$@"
