# To be sourced: start_service [OPTION...] starts translate-server at a free port and sets url; it ends with the script.
start_service() {
  local log
  log=$(mktemp)
  "${SERVER:-.build/release/translate-server}" --port 0 "$@" 2> "$log" &
  service=$!
  trap 'kill $service 2>/dev/null; wait $service 2>/dev/null || true' EXIT
  for _ in $(seq 200); do
    url=$(sed -n 's/^translate: serving at //p' "$log")
    [ -n "$url" ] && break
    kill -0 $service 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.02
  done
  url=${url%/}
}
