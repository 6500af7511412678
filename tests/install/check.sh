#!/usr/bin/env bash
# tests/install/check.sh BUILD_DIR: installs what is built there under a prefix of its own and
# builds and runs the GoogleTest example against it, as somebody else's project would.
set -euo pipefail
build=$(realpath "${1:?usage: tests/install/check.sh BUILD_DIR}")
example=$(realpath "$(dirname "$0")/../../tools/examples/googletest")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
# Moved after the installation: nothing in it may hold on to a path.
mv "$work/prefix" "$work/moved"
# And copied out of the sources: nothing in it may need them.
cp -r "$example" "$work/example"

cmake -G Ninja -S "$work/example" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/moved" -DCMAKE_BUILD_TYPE=Debug
cmake --build "$work/build"
ctest --test-dir "$work/build" --output-on-failure | tee "$work/tests"
grep -q '100% tests passed, 0 tests failed out of 2' "$work/tests"
"$work/moved/bin/keytrail" --version

# What the program says of itself lies where man(1) and the shells look.
for file in man/man1/keytrail-serve.1 bash-completion/completions/keytrail \
    zsh/site-functions/_keytrail fish/vendor_completions.d/keytrail.fish; do
  [ -s "$work/moved/share/$file" ] || { echo "share/$file is not installed"; exit 1; }
done
