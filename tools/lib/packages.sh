# Installs Debian packages that are missing. Sourced after common.sh.
# shellcheck shell=bash disable=SC2034

# What building and running needs.
AIF_BUILD_PACKAGES=(g++ cmake ninja-build pkg-config libsimgrid-dev libeigen3-dev libyaml-cpp-dev libcli11-dev
  libfmt-dev nlohmann-json3-dev doctest-dev libboost-dev zlib1g-dev)
# What the tests of the whole program use besides: an independent schema validator, the .deb, the man page.
AIF_TEST_PACKAGES=(python3-yaml python3-jsonschema help2man dpkg-dev)
# What some tests need and are skipped without: a batch system to submit to, what the recipes speak of, a browser and
# Korean letters for the report.
AIF_OPTIONAL_PACKAGES=(slurmctld slurmd slurm-client munge python3-pandas python3-optuna snakemake
  chromium-headless-shell fonts-nanum)
# What .ci/run uses besides.
AIF_CHECK_PACKAGES=(git clang-format clang-tidy codespell yamllint shellcheck)

missing_packages() {
  local package
  for package; do
    # shellcheck disable=SC2016  # a field name of dpkg-query, not a variable
    if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed* ]]; then
      printf '%s\n' "$package"
    fi
  done
}

# install_packages PACKAGE...   as root without a question, else with sudo after one.
install_packages() {
  local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get) prefix=()
  if ((EUID != 0)); then
    say "These Debian packages are missing: $*"
    if [[ ! -t 0 ]] || ! have sudo; then
      fail "install them first: apt-get install --no-install-recommends $*"
    fi
    local answer
    read -r -p "Install them with sudo? [y/N] " answer
    [[ $answer == [yY]* ]] || fail "nothing installed; what is missing stays missing"
    prefix=(sudo)
  else
    say "Installing Debian packages: $*"
  fi
  # Fresh systems have empty package lists, old ones have stale lists: then the first try fails.
  "${prefix[@]}" "${command[@]}" install -y -qq --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return
  "${prefix[@]}" "${command[@]}" update -qq </dev/null >&2
  "${prefix[@]}" "${command[@]}" install -y -qq --no-install-recommends "$@" </dev/null >&2 ||
    fail "apt-get could not install: $*"
}

# require_packages PACKAGE...   A stamp named after the list makes the second call free.
require_packages() {
  local stamp
  stamp=$AIF_BUILD_ROOT/.packages-$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)
  [[ -e $stamp ]] && return
  if ! have dpkg-query; then
    say "This is not a Debian system; on Debian 12 these packages would be needed: $*"
    return
  fi
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]})); then
    install_packages "${missing[@]}"
  fi
  mkdir -p "$AIF_BUILD_ROOT"
  : >"$stamp"
}
