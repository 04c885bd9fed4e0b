# Shared by examples/run and benchmarks/run: finds a Java and builds a module where it is missing or older than its sources.
# Expects $root, the folder of the parent pom. Sets $java.

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=java; fi
if ! command -v "$java" >/dev/null 2>&1; then
  echo "no Java found: install a JDK 17 or later, or set JAVA_HOME" >&2
  exit 1
fi
feature=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
case "$feature" in
  '' | 1.* | 9 | 1[0-6]) echo "Java 17 or later is needed, $java is ${feature:-of an unknown version}" >&2; exit 1 ;;
esac

# build MODULE: packages it with what it needs, unless the last build is newer than every source. Its output goes to
# stderr, so that a program's stdout stays its own.
build() {
  stamp="$root/$1/target/built"
  if [ -f "$stamp" ] && [ -z "$(find "$root" -newer "$stamp" \( -path '*/src/main/*' -o -name pom.xml \) -not -path '*/target/*' -print -quit)" ]; then
    return 0
  fi
  echo "building $1 ..." >&2
  (cd "$root" && ./mvnw -q -B -pl "$1" -am -Dmaven.test.skip=true package) >&2 || exit 1
  touch "$stamp"
}
