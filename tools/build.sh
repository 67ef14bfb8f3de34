# Sourced by ./cartwright and ./test, which set $root: the tools needed, and one build at a time.
# Nothing here writes to stdout, which belongs to the program (`./cartwright store create --json` is parsed).

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*" >&2; }

require_tools() {
  local sdks='' node=''
  command -v dotnet >/dev/null && sdks=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
  case " $sdks" in
    *' 10.'*) ;;
    *) say "Cartwright needs the .NET 10 SDK (found: ${sdks:-none}): https://dotnet.microsoft.com/download/dotnet/10.0"; exit 2 ;;
  esac
  command -v node >/dev/null && node=$(node --version 2>/dev/null)
  local major=${node#v}
  major=${major%%.*}
  if ! [ "${major:-0}" -ge 20 ] 2>/dev/null; then
    say "Cartwright needs Node.js 20 or later (found: ${node:-none}): https://nodejs.org"
    exit 2
  fi
  if ! command -v npm >/dev/null; then
    say "Cartwright needs npm, which comes with Node.js (found: none): https://nodejs.org"
    exit 2
  fi
}

# True when the stamp of the last build is older than anything a build reads. Folders count too, so a removed file shows.
sources_changed() {
  local stamp=$1 watched=() path
  [ -e "$stamp" ] && [ -e "$program" ] || return 0
  for path in src templates storefront build.mjs package.json package-lock.json Cartwright.slnx global.json BannedSymbols.txt .editorconfig; do
    [ -e "$root/$path" ] && watched+=("$root/$path")
  done
  [ -n "$(find "${watched[@]}" "$root"/*.props \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$stamp" -print -quit)" ]
}

# build_locked WHAT [if-changed]: builds a project or the solution in Release, alone: a second caller waits, then looks again.
build_locked() {
  local what=$1 when=${2:-always} stamp="$root/artifacts/.built" status=0
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/.build.lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    [ -t 2 ] && say 'Waiting for another build to end.'
    flock 9
  fi
  if [ "$when" = always ] || sources_changed "$stamp"; then
    mkdir -p "$root/src/Cartwright/bin" "$root/src/Cartwright/obj" # made now, lest the build touch a watched folder
    touch "$stamp.new" # what changes while it builds is newer than this
    run_build "$what" || status=$?
    if [ $status = 0 ]; then mv "$stamp.new" "$stamp"; else rm -f "$stamp.new"; fi
  fi
  exec 9>&-
  return $status
}

# Everything goes to a log, so that no helper process a build leaves behind can hold the caller's pipe open.
run_build() {
  local what=$1 log="$root/artifacts/build.log" started=$SECONDS pid status=0
  set -m # a process group of its own, to stop all of it
  dotnet build "$root/$what" -c Release --disable-build-servers -nologo -v:minimal >"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  set +m
  trap 'kill -TERM -- "-$pid" 2>/dev/null; wait "$pid"; exit 130' INT TERM HUP
  if [ -t 2 ]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\rBuilding Cartwright, %s s (the first time takes a minute or two)' $((SECONDS - started)) >&2
      sleep 0.3
    done
    printf '\r\033[K' >&2
  fi
  wait "$pid" || status=$?
  trap - INT TERM HUP
  [ $status = 0 ] && return 0
  say 'Cartwright could not be built:'
  { grep -E 'error|ERR!' "$log" || tail -n 30 "$log"; } | sed "s#$root/##g; s# \[[^]]*proj\]\$##" | awk '!seen[$0]++' | head -n 40 >&2
  say "The whole log: $log"
  return 1
}
