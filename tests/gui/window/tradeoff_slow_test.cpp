// A trade-off of 50,000 points, again and again.
#include "gui/pages/tradeoff_page.h"
#include "tests/gui/resident_memory.h"
#include "tests/gui/synthetic_trade_off.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
namespace {

TEST(TradeoffMemory, StaysTheSameOverAHundredLoads) {
  TradeoffPage page;
  page.resize(1280, 900);
  page.show();
  const study::TradeOff record = synthetic_trade_off(50'000);
  double after_ten = 0;
  for (int load = 1; load <= 100; ++load) {
    page.show_record(std::make_shared<const study::TradeOff>(record));
    page.brush({1, 2, 3});
    page.clear_brush();
    QApplication::processEvents();
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    after_ten = load == 10 ? resident_mb() : after_ten;
  }
  RecordProperty("resident_mb", static_cast<int>(resident_mb()));
  EXPECT_LT(resident_mb(), after_ten + 25);
}

}  // namespace
}  // namespace costwright::testing
