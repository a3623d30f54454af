#!/usr/bin/env bash
# google-java-format over all sources: --check lists what is not formatted and fails, --replace mends it.
set -euo pipefail
mode=$1 classpath=$2
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/build/jdk.sh"
find_jdk25
case $mode in
  --check) flags=(--dry-run --set-exit-if-changed) ;;
  --replace) flags=(--replace) ;;
  *) echo "format.sh: --check or --replace" >&2; exit 2 ;;
esac
exports=()
for package in api code file parser tree util; do
  exports+=(--add-exports "jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
done
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$root" -name '*.java' -path '*/src/*' -not -path '*/target/*' | sort >"$list"
[ -s "$list" ] || exit 0
if ! "$JDK25/bin/java" "${exports[@]}" -XX:TieredStopAtLevel=1 -cp "$classpath" \
    com.google.googlejavaformat.java.Main "${flags[@]}" "@$list"; then
  echo "These files are not formatted; mend them with: mvn -N validate -Dformat" >&2
  exit 1
fi
