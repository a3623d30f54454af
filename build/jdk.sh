# Sourced, not run. Finds a JDK 25 and puts its home into JDK25, or says in one sentence what to install.
jdk_version() { "$1/bin/javac" -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p'; }

find_jdk25() {
  local home
  for home in "${JAVA_HOME:-}" "${JDK25_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
    if [ "$(jdk_version "$home")" = 25 ]; then JDK25=$home; return 0; fi
  done
  if command -v javac >/dev/null 2>&1; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    if [ "$(jdk_version "$home")" = 25 ]; then JDK25=$home; return 0; fi
  fi
  echo "millrace: no JDK 25 was found: install one (Temurin 25, for example) and set JAVA_HOME to its folder, or unpack it under /usr/lib/jvm." >&2
  return 1
}
