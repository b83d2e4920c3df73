// The trade-off page with 50,000 points, in a window without a screen: from a search's record to
// the painted page, and a frame of each thing that the mouse does. 33 ms is a frame.
#include "bench/trade_off_bench.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>
#include <benchmark/benchmark.h>

#include "gui/pages/tradeoff_page.h"
#include "tests/gui/synthetic_trade_off.h"

namespace costwright::gui {
namespace {

constexpr std::size_t kPoints = 50'000;

SharedTradeOff record() {
  static const SharedTradeOff shared =
      std::make_shared<const study::TradeOff>(testing::synthetic_trade_off(kPoints));
  return shared;
}

// Painted, not only asked to be.
void paint(QWidget& widget) {
  QApplication::processEvents();
  widget.repaint();
}

void move_mouse(TradeOffChart& chart, const QPoint& to, Qt::MouseButtons held) {
  QMouseEvent event(QEvent::MouseMove, to, chart.viewport()->mapToGlobal(to), Qt::NoButton, held,
                    {});
  QApplication::sendEvent(chart.viewport(), &event);
}

// Shown on its own: the frame around the pages is measured elsewhere.
struct ShownPage {
  ShownPage() {
    page.resize(1280, 900);
    page.show();
    page.show_record(record());
    QTest::qWait(50);
  }
  TradeoffPage page;
  QPoint middle() {
    return page.chart().mapFromScene(
        page.chart().chart()->mapToScene(page.chart().chart()->plotArea().center()));
  }
};

void scene_alone(benchmark::State& state) {
  const study::Narrowed narrowed = study::narrowed(*record(), {});
  TradeOffLook look;
  look.x = record()->aim.objectives[0].metric;
  look.y = record()->aim.objectives[1].metric;
  TradeOffChart chart;
  chart.resize(900, 600);
  chart.show();
  QTest::qWait(50);
  for (auto _ : state) {
    chart.show_scene(scene_of(*record(), narrowed, look, theme(false)), false);
    paint(*chart.viewport());
  }
}

void whole_page(benchmark::State& state) {
  ShownPage shown;
  for (auto _ : state) {
    shown.page.show_record(record());
    paint(shown.page);
  }
}

void pan(benchmark::State& state) {
  ShownPage shown;
  TradeOffChart& chart = shown.page.chart();
  const QPoint middle = shown.middle();
  QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, middle);
  int step = 0;
  for (auto _ : state) {
    ++step;
    move_mouse(chart, middle + QPoint(step % 40, step % 30), Qt::LeftButton);
    paint(*chart.viewport());
  }
}

void zoom(benchmark::State& state) {
  ShownPage shown;
  TradeOffChart& chart = shown.page.chart();
  const QPointF middle = shown.middle();
  int step = 0;
  for (auto _ : state) {
    const QPoint notch(0, ++step % 8 < 4 ? 120 : -120);
    QWheelEvent event(middle, chart.viewport()->mapToGlobal(middle), {}, notch, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(chart.viewport(), &event);
    paint(*chart.viewport());
  }
}

void hover(benchmark::State& state) {
  ShownPage shown;
  TradeOffChart& chart = shown.page.chart();
  const QPoint middle = shown.middle();
  int step = 0;
  for (auto _ : state) {
    ++step;
    move_mouse(chart, middle + QPoint(step % 200 - 100, step % 90 - 45), Qt::NoButton);
    paint(*chart.viewport());
  }
}

void brush(benchmark::State& state) {
  ShownPage shown;
  TradeOffChart& chart = shown.page.chart();
  const QPoint middle = shown.middle();
  shown.page.chart().set_brushing(true);
  int step = 0;
  for (auto _ : state) {
    const int size = 10 + ++step % 50;
    QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, middle);
    move_mouse(chart, middle + QPoint(size, size), Qt::LeftButton);
    QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, middle + QPoint(size, size));
    paint(shown.page);
  }
}

void drag_limit(benchmark::State& state) {
  ShownPage shown;
  TradeOffChart& chart = shown.page.chart();
  const QPoint handle = chart.limit_handle(Qt::Horizontal);
  QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, handle + QPoint(0, -4));
  int step = 0;
  for (auto _ : state) {
    move_mouse(chart, handle - QPoint(100 + ++step % 200, 0), Qt::LeftButton);
    paint(shown.page);
  }
}

}  // namespace

void register_trade_off() {
  constexpr std::pair<const char*, void (*)(benchmark::State&)> kAll[] = {
      {"trade_off_50k/scene", scene_alone},
      {"trade_off_50k/page", whole_page},
      {"trade_off_50k/pan", pan},
      {"trade_off_50k/zoom", zoom},
      {"trade_off_50k/hover", hover},
      {"trade_off_50k/brush", brush},
      {"trade_off_50k/drag_limit", drag_limit}};
  for (const auto& [name, measure] : kAll) {
    benchmark::RegisterBenchmark(name, measure)->Unit(benchmark::kMillisecond);
  }
}

}  // namespace costwright::gui
