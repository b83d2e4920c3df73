// The window after hundreds of re-runs, and after a hundred journals.
#include "tests/gui/resident_memory.h"
#include "tests/gui/window/tradeoff_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

constexpr int kRerunPatienceMs = 30'000;

void finish_events() {
  QApplication::processEvents();
  QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

// Every result is shown on a page that is seen, and differs from the one before. What the models
// remember is full after a while: the later half needs no more than the first.
TEST_F(Window, MemoryStaysTheSameOverFiveHundredReruns) {
  open(copy_of("worked-budget"));
  run();
  window_.baseline().pin();
  constexpr int kReruns = 500;
  double halfway = 0;
  for (int rerun = 1; rerun <= kReruns; ++rerun) {
    window_.show_page(1 + rerun % window_.page_count());
    QSignalSpy results(&window_.controller(), &RunController::results_changed);
    const double rate = 5 + rerun * 0.01;
    ASSERT_TRUE(
        window_.document().set_field("finance.discount_rate", QString("%1 %/year").arg(rate)));
    ASSERT_TRUE(results.wait(kRerunPatienceMs)) << rerun;
    ASSERT_NEAR(window_.controller().results()->scenario().finance.discount_rate.per_year,
                rate / 100, 1e-9);
    finish_events();
    halfway = rerun == kReruns / 2 ? resident_mb() : halfway;
  }
  RecordProperty("resident_mb", static_cast<int>(resident_mb()));
  EXPECT_LT(resident_mb(), halfway + 8);
}

TEST_F(TradeoffWindow, MemoryStaysTheSameOverAHundredJournals) {
  search();
  const QString journal = page_->job().journal();
  const std::size_t points = page_->record()->size();
  constexpr int kLoads = 100;
  double after_twenty = 0;
  for (int load = 1; load <= kLoads; ++load) {
    QSignalSpy told(&page_->job(), &SearchJob::told);
    page_->open_journal(journal);
    ASSERT_TRUE(told.wait(kRerunPatienceMs)) << load;
    ASSERT_EQ(page_->record()->size(), points);
    finish_events();
    after_twenty = load == 20 ? resident_mb() : after_twenty;
  }
  RecordProperty("resident_mb", static_cast<int>(resident_mb()));
  EXPECT_LT(resident_mb(), after_twenty + 8);
}

}  // namespace
}  // namespace costwright::testing
