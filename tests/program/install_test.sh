#!/usr/bin/env bash
# Installs a build into a new prefix, runs the program from there, and looks into the .deb.
#
#     install_test.sh BUILD_DIRECTORY
#
# Exit status 77 (a skipped test) where the tools for a .deb are missing.
set -euo pipefail

build=${1:?the build directory is missing}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A copy that was installed must not fall back on the source tree or the caller's settings.
unset AIFACTORY_MODELS

die() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

cmake --install "$build" --prefix "$work/usr" >"$work/install.log" || die "cmake --install"

program=$work/usr/bin/aifactory
data=$work/usr/share/aifactory
for file in "$program" "$data/models/references.yaml" "$data/models/schema/scenario-v1.schema.json" \
  "$data/scenarios/quickstart.yaml" "$data/scenarios/korea-250k.yaml" \
  "$work/usr/share/doc/aifactory/README.md" "$work/usr/share/doc/aifactory/copyright"; do
  [[ -f $file ]] || die "not installed: ${file#"$work"}"
done
if command -v help2man >/dev/null; then
  page=$work/usr/share/man/man1/aifactory.1.gz
  [[ -f $page ]] || die "no man page"
  gzip -dc "$page" >"$work/page"
  grep -q '^\.SH NAME' "$work/page" || die "the man page has no NAME section"
  ! grep -q "$build" "$work/page" || die "the man page names the build directory"
  for verb in run check diff; do
    [[ -f ${page%.1.gz}-$verb.1.gz ]] || die "no man page for $verb"
  done
  if command -v man >/dev/null; then
    man -M "$work/usr/share/man" aifactory-run >"$work/page" 2>/dev/null || die "man aifactory-run fails"
    grep -q 'aifactory run scenarios/quickstart.yaml$' "$work/page" || die "the examples are no lines of their own"
  fi
fi

cd "$data/scenarios"
"$program" run quickstart.yaml >"$work/summary" 2>"$work/talk" || die "aifactory run: $(<"$work/talk")"
[[ -s $work/summary ]] || die "aifactory run printed nothing"
[[ -z $(find "$data" -newer "$work/install.log" -type f) ]] || die "a run wrote into the installation"

command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null || exit 77
cd "$work"
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/deb" >"$work/cpack.log" 2>&1 || die "cpack: $(<"$work/cpack.log")"
package=$(find "$work/deb" -maxdepth 1 -name 'aifactory_*.deb')
[[ -n $package ]] || die "cpack left no .deb"
dpkg-deb --field "$package" >"$work/fields"
dpkg-deb --contents "$package" >"$work/contents"
grep -q '^Section: science$' "$work/fields" || die "section"
for library in libsimgrid libyaml-cpp libfmt libstdc++6 libc6 zlib1g; do
  grep -q "^Depends:.*$library" "$work/fields" || die "the .deb does not depend on $library: $(grep ^Depends "$work/fields")"
done
for path in ./usr/bin/aifactory ./usr/share/aifactory/models/references.yaml ./usr/share/doc/aifactory/copyright; do
  grep -q " $path\$" "$work/contents" || die "the .deb lacks $path"
done
! grep -v ' root/root ' "$work/contents" || die "files that do not belong to root"
echo "installed, ran, packaged: $(du -h "$package" | cut -f1), $(sed -n 's/^Depends: //p' "$work/fields")"
