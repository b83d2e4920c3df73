// From a moved lever to the repainted page, 36 months, in a window without a screen. Each
// page is measured while it is the one that is seen. 16 ms is a frame. And from a physical change,
// of which nothing is remembered, to the first charts, the pause for more changes included.
#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <benchmark/benchmark.h>

#include "gui/pages/compare_page.h"
#include "gui/window/main_window.h"

#include "bench/trade_off_bench.h"

namespace costwright::gui {
namespace {

constexpr int kPatienceMs = 1'800'000;
// Of the location: the scenario does not state it.
const char kField[] = "sites.ashburn.electricity";

// Counts what is painted, so that a measurement without a repaint is found out.
class PaintCount : public QObject {
 public:
  int count = 0;

 protected:
  bool eventFilter(QObject* object, QEvent* event) override {
    count += event->type() == QEvent::Paint ? 1 : 0;
    return QObject::eventFilter(object, event);
  }
};

void slide(benchmark::State& state, MainWindow& window, int page) {
  const std::string file = result_pages()[static_cast<std::size_t>(page - 1)].file;
  const bool shows_money = file != "latency" && file != "week";  // they need no painting
  window.show_page(page);
  if (auto* compare = qobject_cast<ComparePage*>(&window.page(page - 1))) {
    compare->parts().setCurrentIndex(1);  // without a baseline it shows no figure
    window.baseline().pin();
  }
  QTest::qWait(50);
  PaintCount painted;
  qApp->installEventFilter(&painted);
  static double price = 0.09;  // it moves on, or nothing would have to be painted
  for (auto _ : state) {
    price = price > 0.12 ? 0.09 : price + 0.0001;
    const bool priced =
        window.controller().set_levers({{kField, QString("%1 USD/kWh").arg(price).toStdString()}});
    require(priced, "electricity was not priced at {}", price);
    const int before = painted.count;
    QApplication::processEvents();
    require(painted.count > before || !shows_money, "nothing was painted");
  }
  window.baseline().unpin();
}

void first_charts(benchmark::State& state, MainWindow& window) {
  window.show_page(2);
  RunController& controller = window.controller();
  QSignalSpy results(&controller, &RunController::results_changed);
  QSignalSpy ended(&controller, &RunController::answered);
  static int batch = 100;  // another each time: it would be remembered
  for (auto _ : state) {
    controller.set_levers({{"serving.chat.max_batch", std::to_string(++batch)}});
    require(results.wait(kPatienceMs), "no results");
    QApplication::processEvents();
    state.PauseTiming();
    require(controller.is_first_look() && ended.wait(kPatienceMs), "this was not a first look");
    state.ResumeTiming();
  }
  controller.set_levers({});
}

int run(int argc, char** argv) {
  const QTemporaryDir folder;
  WindowSettings settings;
  settings.run.data_folder = COSTWRIGHT_DATA_FOLDER;
  settings.recovery_folder = folder.path();
  MainWindow window(settings);
  window.open(COSTWRIGHT_SUPPORT_CHAT);
  window.show();
  QSignalSpy results(&window.controller(), &RunController::answered);
  window.controller().run();
  require(results.wait(kPatienceMs), "the scenario did not finish");
  QTest::qWait(1000);  // the window's own questions
  QSignalSpy classified(&window.controller(), &RunController::classified);
  window.controller().classify({{kField, "0.1 USD/kWh"}});
  require(classified.wait(kPatienceMs), "the field was not classified");
  for (int page = 1; page <= window.page_count(); ++page) {
    if (!window.page(page - 1).needs_results()) {
      continue;  // no price moves it
    }
    const std::string name =
        std::string("slide_and_repaint/") + result_pages()[static_cast<std::size_t>(page - 1)].file;
    benchmark::RegisterBenchmark(name.c_str(), [&window, page](benchmark::State& state) {
      slide(state, window, page);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark("first_charts/physical_change",
                               [&](benchmark::State& state) {
                                 first_charts(state, window);
                               })
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->Iterations(6);
  register_trade_off();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace costwright::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setApplicationName("costwright-bench");
  return costwright::gui::run(argc, argv);
}
