#include "core/diagnostics.h"

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

TEST(Diagnostics, AreShownByPlaceWhateverTheOrderTheyWereFoundIn) {
  Diagnostics d;
  d.error({"b.yaml", 2, 1}, "later file");
  d.warning({"a.yaml", 10, 3}, "later line", "do this");
  d.error({"a.yaml", 9, 0}, "whole line");
  d.error({"", 0, 0}, "no place");
  EXPECT_EQ(d.text(),
            "error: no place\n"
            "a.yaml:9: error: whole line\n"
            "a.yaml:10:3: warning: later line; do this\n"
            "b.yaml:2:1: error: later file\n");
  EXPECT_EQ(d.error_count(), 3);
}

TEST(Diagnostics, SayNothingTwiceAndWarningsAreNoErrors) {
  Diagnostics d;
  d.warning({"a.yaml", 1, 1}, "hm");
  d.warning({"a.yaml", 1, 1}, "hm");
  EXPECT_FALSE(d.has_errors());
  EXPECT_EQ(d.all().size(), 1U);
  d.error({"a.yaml", 1, 1}, "hm");
  d.error({"a.yaml", 2, 1}, "hm");
  d.error({"a.yaml", 2, 1}, "hm");
  EXPECT_EQ(d.error_count(), 2);
}

TEST(Nearest, IgnoresCaseAndDashesAndKnowsWhenNothingIsNear) {
  const std::vector<std::string> names{"h100-sxm", "h100-pcie", "a100-80", "b200"};
  EXPECT_EQ(nearest("h100-smx", names), (std::vector<std::string>{"h100-sxm"}));
  EXPECT_EQ(nearest("H100_SXM", names), (std::vector<std::string>{"h100-sxm"}));
  EXPECT_TRUE(nearest("tpu-v5", names).empty());
  EXPECT_TRUE(nearest("x", {"y"}).empty()) << "replacing everything is no likeness";
  EXPECT_TRUE(nearest("", names).empty());
}

TEST(DidYouMean, NamesAtMostTwo) {
  EXPECT_EQ(did_you_mean("reserved_2y", {"reserved_1y", "reserved_3y", "reserved_5y"}),
            "did you mean 'reserved_1y' or 'reserved_3y'?");
  EXPECT_EQ(did_you_mean("spto", {"spot", "on_demand"}), "did you mean 'spot'?");
  EXPECT_EQ(did_you_mean("zzzzzz", {"spot"}), "");
}

}  // namespace
}  // namespace costwright::testing
