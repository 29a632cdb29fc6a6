# Sourced by the benchmarks: where the peers are, a JDK, a zone of its own, figures and ratios.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
peers=$(cd "${PEERS:-../shared/peers}" 2>/dev/null && pwd) || peers=
work=$(mktemp -d /tmp/bucky-bench.XXXXXX)
figures=$work/figures
export BUCKY_REPOSITORY=$PWD

need_peers() {
  if [ -z "$peers" ]; then
    echo "$0: PEERS must name the folder with the peers' starters" >&2
    exit 1
  fi
}

jdk() {
  for d in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="2[5-9]' "$d/release"; then
      echo "$d"
      return
    fi
  done
}
JAVA_HOME=$(jdk)
java=$JAVA_HOME/bin/java
export JAVA_HOME

# Builds what the load needs; $classes is its class path.
build_load() {
  ./bucky version >/dev/null
  ./mvnw -q -o -pl bench -am compile
  classes=bench/target/classes:$(find dist/target/bucky/lib -name '*.jar' | tr '\n' ':')
}

# A zone at port base $1, ready, started by the words that follow: `taskset -c 0` for one on core 0.
zone_up() {
  ./bucky version >/dev/null
  echo pw-for-a-bench >"$work/pw"
  "${@:2}" ./bucky up --yes --json --data "$work/zone" --port-base "$1" --zone home --user alice \
    --password-file "$work/pw" >/dev/null
}

# The process id of the zone's program $1.
zone_pid() {
  ./bucky status --json --data "$work/zone" | grep -o "\"name\":\"[a-z-]*$1\",\"pid\":[0-9]*" | grep -o '[0-9]*$'
}

zone_down() { [ ! -d "$work/zone" ] || ./bucky down --data "$work/zone" -q || true; }

# Keeps a figure: WHAT WHO RATE CPU_US P50 P99; empty ones are "-".
figure() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" | tee -a "$figures"; }

# Prints, for every WHAT, the medians of ours and of each peer, and ours/peer.
summary() {
  awk -F '\t' '
    function median(list, n, i, j, t, v) {
      n = split(list, v, " ")
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
      return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    { key = $1 SUBSEP $2; if (!(key in rate)) { if (!($1 in seen)) { seen[$1] = 1; order[++count] = $1 }; who[$1] = who[$1] " " $2 }
      rate[key] = rate[key] " " $3; cpu[key] = cpu[key] " " $4; p50[key] = p50[key] " " $5; p99[key] = p99[key] " " $6 }
    END {
      printf "%-28s %-8s %12s %10s %10s %10s %10s %10s\n", "workload", "who", "per second", "CPU us", "p50 ms", "p99 ms", "rate x", "CPU x"
      for (i = 1; i <= count; i++) {
        n = split(who[order[i]], names, " "); ours = order[i] SUBSEP "ours"
        for (j = 1; j <= n; j++) {
          key = order[i] SUBSEP names[j]; r = median(rate[key]); c = median(cpu[key])
          x = names[j] != "ours" && r > 0 && (ours in rate) ? sprintf("%.2f", median(rate[ours]) / r) : ""
          y = names[j] != "ours" && c > 0 && (ours in cpu) ? sprintf("%.2f", median(cpu[ours]) / c) : ""
          printf "%-28s %-8s %12.0f %10.1f %10.3f %10.3f %10s %10s\n", order[i], names[j], r, c, median(p50[key]), median(p99[key]), x, y
        }
      }
      print "rate x, CPU x: ours divided by the peer; medians of the rounds"
    }' "$figures"
}
