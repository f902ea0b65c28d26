#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aif {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view data);

/// FNV-1a, 64 bit: for seeds and fingerprints, not for identity.
constexpr std::uint64_t fnv1a(std::string_view data, std::uint64_t state = 0xcbf29ce484222325ULL) {
  for (char c : data) {
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return state;
}

}  // namespace aif
