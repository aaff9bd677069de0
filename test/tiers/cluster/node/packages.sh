#!/usr/bin/env bash
# Installs what the single-node cluster of CI and its images are made with, on Debian, as root; nothing where all is there.
set -euo pipefail
packages=(containerd runc containernetworking-plugins nftables iptables iproute2 conntrack etcd-server openssl debootstrap busybox-static gcc libc6-dev jq curl procps)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || { echo "not installed, and this is not root: ${missing[*]}" >&2; exit 1; }
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
