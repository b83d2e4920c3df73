#include <gtest/gtest.h>

#include "gui/jobs/run_state.h"

namespace costwright::testing {
using namespace gui;
namespace {

// 3 s for a quarter: 9 s for the rest. 61 s for a tenth: 549 s, which is 9.15 min.
TEST(ProgressText, TellsTheTimeThatIsLeft) {
  EXPECT_EQ(progress_text(0.25, 3), "25 %, 9 s left");
  EXPECT_EQ(progress_text(0.1, 61), "10 %, 10 min left");
  EXPECT_EQ(progress_text(0.01, 60), "1 %") << "too early to tell";
  EXPECT_EQ(progress_text(0.5, 0.1), "50 %") << "too soon to tell";
  EXPECT_EQ(progress_text(1, 5), "100 %");
}

}  // namespace
}  // namespace costwright::testing
