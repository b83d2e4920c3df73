// The window after hundreds of re-runs.
#include "tests/gui/resident_memory.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

// Every result is shown on a page that is seen, and differs from the one before. What the models
// remember is full after a while: the second half needs no more than the first.
TEST_F(Window, MemoryStaysTheSameOverFiveHundredReruns) {
  open(copy_of("own-rent-buy"));
  run();
  window_.baseline().pin();
  constexpr int kReruns = 500;
  double halfway = 0;
  for (int rerun = 1; rerun <= kReruns; ++rerun) {
    window_.show_page(1 + rerun % window_.page_count());
    QSignalSpy results(&window_.controller(), &RunController::results_changed);
    ASSERT_TRUE(window_.document().set_field("finance.discount_rate",
                                             QString("%1 %").arg(5 + rerun * 0.01)));
    ASSERT_TRUE(results.wait(kPatienceMs)) << rerun;
    QApplication::processEvents();
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    halfway = rerun == kReruns / 2 ? resident_mb() : halfway;
  }
  RecordProperty("resident_mb", static_cast<int>(resident_mb()));
  EXPECT_LT(resident_mb(), halfway + 16);
}

}  // namespace
}  // namespace costwright::testing
