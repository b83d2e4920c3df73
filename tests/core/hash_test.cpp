#include "core/hash.h"

#include <vector>

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

// Computed by an independent program that also gives the published FNV-1a of "a",
// 0xaf63dc4c8601ec8c, before the mixer: a cache written on one machine is read on another.
TEST(Hasher, IsTheSameOnEveryMachine) {
  EXPECT_EQ(Hasher().add(1).value(), 0x5ca6bbcbb1e85355ULL);
  EXPECT_EQ(Hasher().add("a").value(), 0xb2a81edc870f611dULL);
  EXPECT_EQ(Hasher().add(1).value(), Hasher().add(std::int64_t{1}).value());
}

TEST(Hasher, TextCarriesItsLengthSoThatNeighboursDoNotRunTogether) {
  EXPECT_NE(Hasher().add("ab").add("c").value(), Hasher().add("a").add("bc").value());
  EXPECT_NE(Hasher().add("").add("a").value(), Hasher().add("a").add("").value());
  EXPECT_NE(Hasher().add_all(std::vector{1, 2}).add_all(std::vector{3}).value(),
            Hasher().add_all(std::vector{1}).add_all(std::vector{2, 3}).value());
}

TEST(Hasher, OrderMattersAndZeroHasOneSign) {
  EXPECT_NE(Hasher().add(1).add(2).value(), Hasher().add(2).add(1).value());
  EXPECT_EQ(Hasher().add(0.0).value(), Hasher().add(-0.0).value());
  EXPECT_NE(Hasher().add(1.0).value(), Hasher().add(1.0000000000000002).value());
}

}  // namespace
}  // namespace costwright::testing
