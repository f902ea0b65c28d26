#include "core/hash.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("SHA-256 of the published examples") {
  // FIPS 180-4 examples: one block, two blocks, and a million letters; and the empty message.
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("SHA-256 pads messages of every length around a block differently") {
  for (std::size_t length = 54; length < 66; ++length) {
    CHECK(sha256_hex(std::string(length, 'a')) != sha256_hex(std::string(length + 1, 'a')));
  }
  // A message that ends with what looks like padding is not the shorter message.
  CHECK(sha256_hex(std::string("abc\x80")) != sha256_hex("abc"));
}

TEST_CASE("FNV-1a of the published examples") {
  // Test vectors of the FNV reference: "", "a", "foobar".
  static_assert(fnv1a("") == 0xcbf29ce484222325ULL);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8ULL);
  CHECK(fnv1a("bar", fnv1a("foo")) == fnv1a("foobar"));
}

}  // namespace
}  // namespace aif
