# Sourced by tools/keytrail and tools/test: installs the Debian packages that are missing, configures
# and builds. Everything it says goes to stderr.

KEYTRAIL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

BUILD_PACKAGES="g++ cmake ninja-build ccache pkg-config
  libcpp-httplib-dev libbrotli-dev nlohmann-json3-dev libcli11-dev libsqlite3-dev libssl-dev
  libsodium-dev libyaml-cpp-dev libcurl4-openssl-dev libre2-dev libsimdjson-dev libdeflate-dev
  zlib1g-dev"
TEST_PACKAGES="libgtest-dev awscli python3 python3-boto3 python3-aiosmtpd nodejs npm clang-format
  python3-cryptography python3-jsonschema python3-yaml python3-pytest curl openssl chromium fonts-liberation
  zsh fish mandoc"
FUZZ_PACKAGES="clang-16 libclang-rt-16-dev"

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
  local package
  for package in "$@"; do
    # A command that is there, from wherever, will do: a newer Node.js has no Debian package.
    case $package in
      nodejs) command -v node >/dev/null && continue ;;
      npm | g++ | cmake | ccache | curl | openssl) command -v "$package" >/dev/null && continue ;;
    esac
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      printf '%s ' "$package"
  done
}

# install_packages PACKAGE…: returns at once when nothing is missing.
install_packages() {
  local missing as_root="" log
  if ! command -v dpkg-query >/dev/null; then
    command -v g++ >/dev/null && command -v cmake >/dev/null && return 0
    say "keytrail: this is no Debian or Ubuntu; install by hand: $(echo "$@")"
    exit 4
  fi
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "keytrail: not root and no sudo; ask somebody to run: apt-get install $missing"
      exit 4
    fi
    as_root=sudo
  fi
  if ! command -v apt-get >/dev/null; then
    say "keytrail: no apt-get here; install by hand: $missing"
    exit 4
  fi
  log=$KEYTRAIL_ROOT/build/packages.log
  mkdir -p "$KEYTRAIL_ROOT/build"
  say "keytrail: installing $(echo $missing | wc -w) Debian packages (about a minute; log: build/packages.log)"
  {
    $as_root apt-get update -q &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
  } >"$log" 2>&1 </dev/null || {
    tail -n 15 "$log" >&2
    say "keytrail: the packages could not be installed; by hand: apt-get install $missing"
    exit 4
  }
}

# show_progress LABEL < ninja's output: a bar on a terminal, a line each quarter elsewhere.
show_progress() {
  local label=$1 line done_count total percent last=0 width filled
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    done_count=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
    percent=$((100 * done_count / total))
    if [ -t 2 ] && [ -z "${CI:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
      width=30 filled=$((percent * width / 100))
      printf '\r%s [%s%s] %3d %%' "$label" "$(printf '%*s' $filled '' | tr ' ' '#')" \
        "$(printf '%*s' $((width - filled)) '' | tr ' ' '.')" "$percent" >&2
    elif [ $((percent / 25)) -gt "$last" ]; then
      last=$((percent / 25))
      say "$label: $percent %"
    fi
  done
  if [ -t 2 ] && [ -z "${CI:-}" ] && [ "${TERM:-dumb}" != dumb ]; then printf '\n' >&2; fi
}

# build_in FOLDER TARGETS CMAKE_OPTIONS…: configures when needed and builds; the log is FOLDER/build.log.
build_in() {
  local folder=$1 targets=$2 log=$KEYTRAIL_ROOT/$1/build.log
  shift 2
  mkdir -p "$KEYTRAIL_ROOT/$folder"
  if ! cmake -G Ninja -S "$KEYTRAIL_ROOT" -B "$KEYTRAIL_ROOT/$folder" "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "keytrail: configuring failed; the whole log: $folder/build.log"
    exit 70
  fi
  # shellcheck disable=SC2086
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "$KEYTRAIL_ROOT/$folder" $targets 2>&1 | tee -a "$log" |
    show_progress "building $folder"; then
    grep -E 'error|FAILED' "$log" | head -n 20 >&2
    say "keytrail: the build failed; the whole log: $folder/build.log"
    exit 70
  fi
}
