// The pages of results: what they show is what `study` says, and what the mouse does on them.
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

#include "gui/pages/chart_page.h"
#include "gui/pages/overview_page.h"
#include "gui/pages/week_page.h"
#include "study/reports/chart_tables.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class Pages : public Window {
 protected:
  const study::Evaluation& results() { return *window_.controller().results(); }
};

TEST_F(Pages, TheOverviewHasFourLargeFiguresFirst) {
  open_vision("200 k", "100 k");
  run();
  auto* overview = show<OverviewPage>();
  const auto cards = overview->headlines_shown();
  ASSERT_GE(cards.size(), 4u);
  EXPECT_EQ(cards[0].metric, "tco");
  EXPECT_EQ(cards[1].metric, "pv_cost") << "no benefit is stated";
  EXPECT_EQ(cards[2].metric, "cost_per_request") << "images have no tokens";
  EXPECT_EQ(cards[3].metric, "slo_attainment");
  const QStringList states{"pass", "at risk", "fail"};
  EXPECT_TRUE(states.contains(cards[3].brief)) << cards[3].brief.toStdString();
  EXPECT_LE(cards.size(), 10u);
  QStringList known;
  for (const std::string& caveat : study::caveats(results())) {
    known << QString::fromStdString(caveat);
  }
  ASSERT_EQ(overview->to_know().count(), known.size());
  for (int row = 0; row < known.size(); ++row) {
    EXPECT_EQ(overview->to_know().item(row)->text(), known[row]);
  }
}

// No card is beyond the page, no word of one is cut; says how many there are.
int expect_cards_whole(const OverviewPage& overview) {
  int cards = 0;
  for (const QFrame* card : overview.findChildren<QFrame*>("card")) {
    if (!card->isVisible()) {
      continue;
    }
    ++cards;
    EXPECT_LE(card->mapTo(&overview, card->rect().bottomRight()).x(), overview.width());
    for (const QLabel* label : card->findChildren<QLabel*>()) {
      for (const QString& word : label->text().split(' ')) {
        EXPECT_LE(label->fontMetrics().horizontalAdvance(word), label->width())
            << word.toStdString();
      }
    }
  }
  return cards;
}

// Of marks as long as "extrapolated" too, with levers beside: nothing is pushed out of sight, and
// no word of a card is cut.
TEST_F(Pages, CardsAreWholeBesideTheLevers) {
  open_vision("200 k", "100 k");
  window_.resize(1280, 800);
  run();
  auto* overview = show<OverviewPage>();
  QTest::qWait(5);
  ASSERT_TRUE(window_.levers_dock().isVisible());
  EXPECT_EQ(overview->headlines_shown().front().mark, "extrapolated");
  EXPECT_GE(expect_cards_whole(*overview), 10);
  window_.baseline().pin();
  QSignalSpy changed(&window_.controller(), &RunController::results_changed);
  ASSERT_TRUE(window_.document().set_field("sites.plant.electricity", "0.32 USD/kWh"));
  ASSERT_TRUE(changed.wait(kPatienceMs));
  QTest::qWait(5);
  EXPECT_TRUE(overview->headlines_shown().front().brief_difference.startsWith("+"));
  EXPECT_GE(expect_cards_whole(*overview), 10);
}

// The last words too when the list scrolls.
TEST_F(Pages, WhatToKnowIsWholeOnASmallScreen) {
  open_vision("200 k", "100 k");
  run();
  auto* overview = show<OverviewPage>();
  QListWidget& list = overview->to_know();
  QStringList many;  // so that it scrolls
  for (int i = 0; i < 12; ++i) {
    many << QString(
                "long: 0.973 hours of trace (9,528 rows) extrapolated to a month (0.13 % of it); "
                "the "
                "trace gives shape, the volume is declared")
                .left(150 - 7 * i);
  }
  list.clear();
  list.addItems(many);
  for (const QSize size : {QSize(960, 540), QSize(1000, 560), QSize(1280, 800)}) {
    window_.resize(size);
    QTest::qWait(5);
    const QImage shot = list.viewport()->grab().toImage();
    for (int row = 0; row < list.count(); ++row) {
      const QRect room = list.visualItemRect(list.item(row));
      const int margin = 2 * (list.style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1);
      const QRect text = list.fontMetrics().boundingRect(QRect(0, 0, room.width() - margin, 1000),
                                                         Qt::TextWordWrap, list.item(row)->text());
      EXPECT_GE(room.height(), text.height()) << size.width() << ", " << row;
      EXPECT_LE(room.height(), text.height() + list.fontMetrics().height()) << "no gap either";
      if (!list.viewport()->rect().contains(room)) {
        continue;
      }
      int ink = 0;  // of the last line
      const int line = list.fontMetrics().lineSpacing();
      for (int y = room.bottom() - line; y < room.bottom() - 2; ++y) {
        for (int x = room.left(); x < room.right(); ++x) {
          ink += qGray(shot.pixel(x, y)) < 120 ? 1 : 0;
        }
      }
      EXPECT_GT(ink, 10) << size.width() << ", " << row << ": the last line is missing";
    }
  }
}

// No third of the page is left empty while "What to know" scrolls beside it.
TEST_F(Pages, TheOverviewFillsItsHeight) {
  open(copy_of("worked-budget"));
  run();
  auto* overview = show<OverviewPage>();
  for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
    window_.resize(size);
    QTest::qWait(5);
    const auto bottom = [&](const QWidget& widget) {
      return widget.mapTo(overview, widget.rect().bottomLeft()).y();
    };
    EXPECT_GT(bottom(overview->to_know()), overview->height() - 40) << size.height();
    const int top = overview->to_know().mapTo(overview, QPoint()).y();
    EXPECT_LT(top, 380) << "the cards are no taller than what they say";
  }
  const int bars = overview->categories().height();
  EXPECT_GT(bars, 1.5 * overview->categories().sizeHint().height()) << "legible from afar";
  QSignalSpy clicked(&overview->categories(), &CategoryBars::clicked);
  const auto rows = static_cast<int>(overview->categories().table().rows.size());
  const int row_height =
      std::min(bars / rows, 3 * overview->categories().sizeHint().height() / rows);
  QTest::mouseClick(&overview->categories(), Qt::LeftButton, {},
                    QPoint(20, row_height * rows - row_height / 2));
  ASSERT_EQ(clicked.size(), 1);
  EXPECT_EQ(clicked[0][0].toString(), "energy") << "the last one";
}

// The table beside a picture shows its figures, not only what they are of.
TEST_F(Pages, TablesBesideChartsHaveRoomForFigures) {
  open_vision("200 k", "100 k");
  window_.resize(1280, 800);
  run();
  for (Page* page : {static_cast<Page*>(show<WeekPage>()), &window_.page(2)}) {
    window_.show_page(page == &window_.page(2) ? 3 : 4);
    QTest::qWait(5);
    TableView& table = *page->tables()[0];
    EXPECT_GE(table.columnAt(table.viewport()->width() - 1) == -1
                  ? table.model()->columnCount()
                  : table.columnAt(table.viewport()->width() - 1),
              3)
        << page->metaObject()->className();
  }
}

TEST_F(Pages, TabLeadsOutOfATable) {
  QWidget area;
  QHBoxLayout layout(&area);
  TableView view;
  QLineEdit next;
  layout.addWidget(&view);
  layout.addWidget(&next);
  view.set_table({"t", "T", {{"a", "a"}, {"b", "b"}}, {{Amount{1}, Amount{2}}}});
  area.show();
  QApplication::setActiveWindow(&area);
  view.setFocus();
  view.setCurrentIndex(view.model()->index(0, 0));
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(view.currentIndex().column(), 1);
  QTest::keyClick(&view, Qt::Key_Tab);
  EXPECT_TRUE(next.hasFocus());
}

TEST_F(Pages, ATitleAmongFiguresLeavesRoomForTheNextColumn) {
  TableView view;
  view.set_table({"t",
                  "T",
                  {{"value", "value"}, {"low", "low"}},
                  {{std::string(200, 'x'), std::int64_t{1}}, {Amount{123456789}, Cell()}}});
  EXPECT_LE(view.columnWidth(0), 160);
  EXPECT_EQ(expect_numbers_fit(view), 2);
}

TEST_F(Pages, TheOverviewsCategoriesStandBesideTheBaselines) {
  open(copy_of("worked-budget"));
  run();
  auto* overview = show<OverviewPage>();
  EXPECT_EQ(cell_text(overview->categories().table().rows.back()[1]), "20,658.16")
      << "energy, by hand in validation.md";
  window_.baseline().pin();
  QSignalSpy changed(&window_.controller(), &RunController::results_changed);
  ASSERT_TRUE(window_.document().set_field("sites.ashburn.electricity", "0.179 USD/kWh"));
  ASSERT_TRUE(changed.wait(kPatienceMs));
  const auto& energy = overview->categories().table().rows.back();
  EXPECT_EQ(cell_text(energy[2]), "20,658.16");
  EXPECT_NEAR(number_of(energy[3]).value(), 20'658.16, 0.18) << "twice the price, 36 roundings";
}

TEST_F(Pages, ABarOpensItsLedgerLines) {
  open(copy_of("worked-budget"));
  run();
  auto* cost = show<ChartPage>();
  ASSERT_EQ(cost->tables().size(), 2u);
  cost->choices()[1]->setCurrentIndex(1);  // cash
  cost->choices()[2]->setCurrentText("fiscal year");
  ChartCanvas& chart = *cost->canvases()[0];
  Q_EMIT chart.bar_clicked("FY2027", "staffing");
  const Table& lines = cost->tables()[1]->table_model().table();
  ASSERT_EQ(lines.rows.size(), 6u) << "January to June";
  EXPECT_EQ(cell_text(lines.rows[0][column_of(lines, "cash")]), "33,725.00");
  EXPECT_TRUE(cost->tables()[1]->isVisible());
}

// The chart's own axis shortens names without asking.
TEST_F(Pages, NamesOfMonthsAreWholeAtEveryWidth) {
  for (const int months : {12, 24, 36, 60}) {
    Table table{"costs", "Costs", {{"month", "month"}, {"energy", "energy"}}, {}};
    for (int month = 0; month < months; ++month) {
      table.rows.push_back({to_string(YearMonth{2027, 1} + month), Amount{100'000}});
    }
    ChartCanvas chart;
    chart.set_theme(theme(false));
    for (int width = kLeastChart.width(); width < 1000; width += 9) {
      chart.resize(width, kLeastChart.height());
      chart.show_stacked(table, "USD");
      chart.grab();
      int seen = 0;
      for (const QGraphicsItem* item : chart.scene()->items()) {
        if (const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item)) {
          seen += text->toPlainText().startsWith("20") ? 1 : 0;
          ASSERT_FALSE(text->toPlainText().contains("...")) << months << " in " << width;
        }
      }
      ASSERT_GE(seen, 3) << months << " in " << width;
    }
  }
}

TEST_F(Pages, ClicksAndTheMouseTellWhatABarIs) {
  open(copy_of("worked-budget"));
  window_.resize(1280, 800);
  run();
  auto* cost = show<ChartPage>();
  cost->choices()[2]->setCurrentText("calendar year");
  QTest::qWait(50);
  ChartCanvas& chart = *cost->canvases()[0];
  const QRectF plot = chart.chart()->plotArea();
  const QPointF second(plot.center().x(), plot.bottom() - 4);
  const QString said = chart.value_text(second);
  EXPECT_TRUE(said.startsWith("2028\n")) << said.toStdString();
  EXPECT_TRUE(said.contains("total: 718,490.57")) << said.toStdString();
  QSignalSpy clicked(&chart, &ChartCanvas::bar_clicked);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, second.toPoint());
  ASSERT_EQ(clicked.size(), 1);
  EXPECT_EQ(clicked[0][0].toString(), "2028");
  EXPECT_EQ(clicked[0][1].toString(), "hardware") << "the lowest part of the bar";
}

TEST_F(Pages, TheLegendTogglesAndADragZooms) {
  open(copy_of("worked-budget"));
  window_.resize(1280, 800);
  run();
  auto* cost = show<ChartPage>();
  ChartCanvas& chart = *cost->canvases()[0];
  QTest::qWait(50);
  chart.toggle("staffing");
  QTest::qWait(1);
  EXPECT_TRUE(chart.is_hidden("staffing"));
  EXPECT_FALSE(chart.value_text(chart.chart()->plotArea().center()).contains("staffing"));
  chart.toggle("staffing");
  QTest::qWait(1);
  EXPECT_FALSE(chart.is_hidden("staffing"));
  const QPoint middle = chart.chart()->plotArea().center().toPoint();
  QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, middle);
  QMouseEvent move(QEvent::MouseMove, middle + QPoint(60, 0), chart.mapToGlobal(middle),
                   Qt::LeftButton, Qt::LeftButton, {});
  QApplication::sendEvent(chart.viewport(), &move);
  QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, middle + QPoint(60, 0));
  EXPECT_TRUE(chart.chart()->isZoomed());
  chart.reset_zoom();
  EXPECT_FALSE(chart.chart()->isZoomed());
  chart.copy_picture();
  EXPECT_EQ(QGuiApplication::clipboard()->pixmap().width(), 2 * chart.width());
}

TEST_F(Pages, TheBaselineIsInTheChartAndItsTable) {
  open(copy_of("worked-budget"));
  run();
  auto* cost = show<ChartPage>();
  cost->choices()[2]->setCurrentText("calendar year");
  EXPECT_EQ(cost->tables()[0]->table_model().table().columns.back().name, "cumulative");
  window_.baseline().pin();
  EXPECT_EQ(cost->tables()[0]->table_model().table().columns.back().name, "difference");
  QTest::qWait(1);
  ChartCanvas& chart = *cost->canvases()[0];
  EXPECT_TRUE(chart.value_text(chart.chart()->plotArea().center()).contains("baseline: "));
  window_.baseline().unpin();
  EXPECT_EQ(cost->tables()[0]->table_model().table().columns.back().name, "cumulative");
}

TEST_F(Pages, TheWeekIsAMapOfItsHours) {
  open_vision("200 k", "100 k");
  run();
  auto* week = show<WeekPage>();
  ASSERT_EQ(week->load().week().values.size(), 168u);
  const Table table = study::week_hours(results(), 5);
  const QString deployment = week->deployment().currentText();
  std::size_t at = 0;
  for (const auto& row : table.rows) {
    if (QString::fromStdString(cell_text(row[0])) == deployment) {
      EXPECT_EQ(week->power().week().values[at++], number_of(row[4]));
    }
  }
  EXPECT_EQ(at, 168u);
  QString said;
  for (int x = 0; x < week->power().width() && said.isEmpty(); ++x) {
    said = week->power().value_text({x, week->power().height() / 2});
  }
  EXPECT_TRUE(said.startsWith("Thu 00:00 UTC: ")) << said.toStdString();
}

TEST_F(Pages, TheWeeksLoadIsInSightAndAClickFindsItsRow) {
  open_vision("200 k", "100 k");
  window_.resize(1280, 800);
  run();
  auto* week = show<WeekPage>();
  QTest::qWait(5);
  ASSERT_TRUE(window_.levers_dock().isVisible());
  TableView& table = *week->tables()[0];
  const auto load = static_cast<int>(column_of(table.table_model().table(), "load"));
  EXPECT_LE(table.columnViewportPosition(load) + table.columnWidth(load),
            table.viewport()->width());
  ASSERT_EQ(table.model()->rowCount(), 168) << "of the deployment that the picture is of";
  table.sortByColumn(load, Qt::DescendingOrder);
  Q_EMIT week->power().hour_clicked(3 * 24 + 17);
  const QModelIndex row = table.currentIndex();
  EXPECT_EQ(row.siblingAtColumn(1).data(), "Thursday");
  EXPECT_EQ(row.siblingAtColumn(2).data(), "17");
}

TEST_F(Pages, TheWeekStandsBesideTheBaselines) {
  open_vision("200 k", "100 k");
  run();
  auto* week = show<WeekPage>();
  const auto& values = week->power().week().values;
  const auto hour = static_cast<std::size_t>(std::find_if(values.begin(), values.end(),
                                                          [](const auto& value) {
                                                            return value.has_value();
                                                          }) -
                                             values.begin());
  ASSERT_LT(hour, values.size());
  const double before = *values[hour];
  EXPECT_TRUE(week->power().week().baseline.empty());
  window_.baseline().pin();
  const auto& columns = week->tables()[0]->table_model().table().columns;
  ASSERT_EQ(columns.back().name, "requests_difference");
  ASSERT_EQ(week->power().week().baseline.size(), 168u);
  EXPECT_EQ(week->power().week().baseline[hour], before);
  QString said;
  for (int x = 0; x < week->power().width() && said.isEmpty(); ++x) {
    said = week->power().value_text({x, week->power().height() / 2});
  }
  EXPECT_TRUE(said.contains("\nbaseline: ")) << said.toStdString();
  EXPECT_TRUE(said.endsWith("difference: 0 kW")) << said.toStdString();
}

// Of models that answer within a millisecond, too.
TEST_F(Pages, NoTwoLatenciesOfACurveAreShownAlike) {
  open_vision("200 k", "100 k");
  run();
  window_.show_page(3);
  const auto* model = window_.page(2).tables()[0]->model();
  ASSERT_GT(model->rowCount(), 10);
  for (int row = 1; row < model->rowCount(); ++row) {
    if (model->index(row, 0).data() == model->index(row - 1, 0).data()) {
      ASSERT_NE(model->index(row, 1).data(), model->index(row - 1, 1).data())
          << model->index(row, 1).data().toString().toStdString();
    }
  }
}

TEST_F(Pages, ThePictureOfTheWeekSaysWhatItIsOf) {
  open_vision("200 k", "100 k");
  run();
  auto* week = show<WeekPage>();
  const QString path = folder_.filePath("week.svg");
  ASSERT_TRUE(week->save_chart(path));
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QString picture = QString::fromUtf8(file.readAll());
  for (const QString& words : {QString("Vision at the edge"), week->deployment().currentText(),
                               QDate::currentDate().toString(Qt::ISODate)}) {
    EXPECT_TRUE(picture.contains(words)) << words.toStdString();
  }
  EXPECT_FALSE(week->save_chart("/proc/nowhere/week.png"));
}

TEST(Heat, ShadesKeepTheirMeaningWhileASliderIsDragged) {
  HeatMap map;
  map.set_theme(theme(false));
  map.resize(600, 260);
  const auto with = [](double value) {
    HeatWeek week;
    week.values.assign(168, value);
    return week;
  };
  const auto shade = [&] {
    return map.grab().toImage().pixelColor(map.width() / 2, map.height() / 2);
  };
  map.set_week(with(80));
  const QColor full = shade();
  map.hold_scale(true);
  map.set_week(with(40));
  EXPECT_NE(shade(), full) << "half of what it was";
  map.hold_scale(false);
  map.set_week(with(40));
  EXPECT_EQ(shade(), full);
}

// Six workloads with their limits, in the narrowest chart.
TEST(Legends, AreWholeInTheNarrowestChart) {
  ChartCanvas chart;
  chart.set_theme(theme(false));
  chart.resize(kLeastChart);
  chart.show();
  std::vector<ChartLine> lines;
  for (const char* name : {"images on CPU", "images on GPU", "images on FPGA", "notes on CPU",
                           "notes on GPU", "notes on FPGA"}) {
    lines.push_back({QString("%1 (SLO 0.1 s)").arg(name), {{0.001, 0.0}, {0.1, 100.0}}});
  }
  ChartAxes axes;
  axes.x = "seconds";
  axes.x_is_log = true;
  axes.y_max = 100;
  chart.show_lines(lines, axes);
  QTest::qWait(5);

  chart.grab();
  int whole = 0;
  for (const QGraphicsItem* item : chart.scene()->items()) {
    if (const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item)) {
      const QString words = text->toPlainText();
      EXPECT_FALSE(words.contains("...") || words.contains(QChar(0x2026))) << words.toStdString();
      if (words.contains("SLO")) {
        ++whole;
        EXPECT_LE(text->sceneBoundingRect().right(), chart.width()) << words.toStdString();
        EXPECT_LE(text->sceneBoundingRect().bottom(), chart.chart()->plotArea().top())
            << words.toStdString();
      }
    }
  }
  EXPECT_EQ(whole, 6);
}

TEST(Axes, LogarithmicOnesAreLabelledIn125Steps) {
  EXPECT_EQ(log_labels(0.1, 1), (std::vector<double>{0.1, 0.2, 0.5, 1}));
  EXPECT_EQ(log_labels(1, 100).size(), 7u);
  for (const auto& [low, high] : {std::pair(0.01, 0.1), std::pair(10.0, 100.0)}) {
    EXPECT_GE(log_labels(low, high).size(), 3u);
    EXPECT_NEAR(log_labels(low, high).back(), high, 1e-9);
  }
}

// WCAG 2.1: black on white is 21, 4.5 is what text needs.
TEST(Themes, TextCanBeRead) {
  EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
  EXPECT_NEAR(contrast(QColor("#767676"), Qt::white), 4.54, 0.01);
  for (const bool dark : {false, true}) {
    const Theme shown = theme(dark);
    for (const QColor& ground : {shown.window, shown.base}) {
      for (const QColor& ink :
           {shown.text, shown.faint, shown.accent, shown.error, shown.warning}) {
        EXPECT_GE(contrast(ink, ground), 4.5)
            << ink.name().toStdString() << " on " << ground.name().toStdString();
      }
    }
    EXPECT_GE(contrast(shown.on_accent, shown.accent), 4.5);
    EXPECT_EQ(series_colour(0, theme(false)), QColor("#0072b2")) << "Okabe and Ito's blue";
  }
}

TEST(Themes, ACategoryHasOneColourWhereverItStands) {
  const Theme shown = theme(false);
  EXPECT_EQ(named_colour("energy", 0, shown), named_colour("energy", 4, shown));
  EXPECT_NE(named_colour("energy", 0, shown), named_colour("cloud", 0, shown));
  EXPECT_EQ(named_colour("a workload", 2, shown), series_colour(2, shown));
}

}  // namespace
}  // namespace costwright::testing
