// The trade-off page in a window without a screen, driven by the mouse: its figures are those that
// the command line prints and that a scenario of its own runs to.
#include "gui/pages/tradeoff_page.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QGraphicsTextItem>
#include <QGuiApplication>
#include <QtCharts/QLegendMarker>
#include <gmock/gmock.h>

#include "tests/gui/window/tradeoff_fixture.h"

namespace costwright::testing {
namespace {

using ::testing::ElementsAreArray;

TEST_F(TradeoffWindow, SaysWhatToDoBeforeThereIsAnything) {
  EXPECT_TRUE(page_->isVisible());
  EXPECT_EQ(page_->record(), nullptr);
  EXPECT_FALSE(page_->variant_button().isEnabled());
  EXPECT_TRUE(page_->search_button().isEnabled());
  EXPECT_FALSE(page_->filter().isEnabled()) << "there is nothing to filter";
  const QImage middle = page_->chart().grab().toImage();
  const QRgb plain = middle.pixel(middle.width() / 2, middle.height() / 4);
  bool says_something = false;
  for (int x = 0; x < middle.width() && !says_something; ++x) {
    for (int y = middle.height() / 2 - 10; y < middle.height() / 2 + 10; ++y) {
      says_something = says_something || middle.pixel(x, y) != plain;
    }
  }
  EXPECT_TRUE(says_something) << "an empty plot tells what will be in it";
  search();
  EXPECT_TRUE(page_->filter().isEnabled());
}

TEST_F(TradeoffWindow, BothEndsOfAnAxisAreLabelled) {
  search();
  for (const QAbstractAxis* axis : page_->chart().chart()->axes()) {
    const auto* labelled = qobject_cast<const QCategoryAxis*>(axis);
    ASSERT_NE(labelled, nullptr);
    const QStringList labels = const_cast<QCategoryAxis*>(labelled)->categoriesLabels();
    ASSERT_GE(labels.size(), 3) << labels.join(' ').toStdString();
    const double span = labelled->max() - labelled->min();
    EXPECT_NEAR(labelled->endValue(labels.front()), labelled->min(), 1e-6 * span);
    EXPECT_NEAR(labelled->endValue(labels.back()), labelled->max(), 1e-6 * span);
  }
}

// Names of figures in full beside their numbers, at the usual size.
TEST_F(TradeoffWindow, TheDifferenceNamesItsFigures) {
  search();
  TableView& table = *page_->tables()[1];
  constexpr int kMoney = 12;  // rows, those of the choice among them
  for (int row = 0; row < kMoney; ++row) {
    const QModelIndex name = table.model()->index(row, 0);
    EXPECT_LE(table.sizeHintForIndex(name).width(), table.columnWidth(0))
        << name.data().toString().toStdString();
  }
  EXPECT_GT(expect_numbers_fit(table), 30);
  EXPECT_LE(table.columnViewportPosition(3) + table.columnWidth(3), table.viewport()->width())
      << "the difference is in sight";
}

TEST_F(TradeoffWindow, TheLegendIsWholeOnASmallScreenAndTheChartDoesNotJump) {
  search();
  window_.resize(960, 540);
  QTest::qWait(50);
  TradeOffChart& chart = page_->chart();
  int words = 0;
  for (const QGraphicsItem* item : chart.scene()->items()) {
    if (const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item)) {
      words += text->toPlainText() == "quick look" ? 1 : 0;
      EXPECT_FALSE(text->toPlainText().contains("...")) << text->toPlainText().toStdString();
    }
  }
  EXPECT_EQ(words, 1) << "the legend was looked at";
  const QSize before = chart.size();
  const QPoint at = *chart.position_of(page_->narrowed().front.front());
  QMouseEvent move(QEvent::MouseMove, at, chart.viewport()->mapToGlobal(at), Qt::NoButton,
                   Qt::NoButton, {});
  QApplication::sendEvent(chart.viewport(), &move);
  QTest::qWait(20);
  ASSERT_TRUE(chart.hovered());
  EXPECT_EQ(chart.size(), before);
  for (QLabel* label : page_->findChildren<QLabel*>()) {
    if (label->accessibleName() == "The choice under the mouse") {
      EXPECT_TRUE(label->text().startsWith("tco ")) << label->text().toStdString();
      label->setText(label->text().repeated(9));  // of many strategies
    }
  }
  QTest::qWait(20);
  EXPECT_EQ(chart.size(), before);
}

TEST_F(TradeoffWindow, FitsASmallScreenWithAllThatItShows) {
  search();
  window_.resize(960, 540);
  QTest::qWait(20);
  EXPECT_EQ(window_.size(), QSize(960, 540));
  for (const int part : {1, 0}) {
    page_->deck().turn_to(part);
    EXPECT_EQ(page_->drawer().isVisible(), part == 1);
    EXPECT_EQ(page_->chart().isVisible(), part == 0);
    const QSize room = page_->parentWidget()->size();
    EXPECT_LE(page_->minimumSizeHint().width(), room.width());
    EXPECT_LE(page_->minimumSizeHint().height(), room.height());
    EXPECT_EQ(page_->size(), room) << "nothing is cut off";
  }
  EXPECT_GE(page_->chart().width(), kLeastChart.width());
  EXPECT_GE(page_->chart().height(), kLeastChart.height());
}

TEST_F(TradeoffWindow, ASearchShowsFrontAndKneeOfTheCommandLine) {
  search();
  EXPECT_FALSE(page_->cancel_button().isEnabled());
  QProcess program;
  program.start(BINARY_DIR "/bin/costwright",
                {"optimize", path_, "--minimize", "tco", "--minimize", "e2e_p95", "--json",
                 "--no-cache", "--no-baselines"});
  ASSERT_TRUE(program.waitForFinished(kPatienceMs));
  const auto json = nlohmann::json::parse(program.readAllStandardOutput().toStdString());
  const study::TradeOff& record = *page_->record();
  ASSERT_EQ(json.at("front").size(), page_->narrowed().front.size());
  for (std::size_t i = 0; i < record.front.size(); ++i) {
    const std::size_t point = page_->narrowed().front[i];
    const auto& figures = json["front"][i]["figures"];
    for (const auto& [name, figure] : record.reported.at(point).figures) {
      EXPECT_NEAR(figures[name][0].get<double>(), figure.value, 1e-9 * std::abs(figure.value))
          << name;
    }
  }
  EXPECT_EQ(json["best"]["choice"]["servers"],
            record.axes[0].options[static_cast<std::size_t>(record.choices[*record.best][0])]);
  EXPECT_THAT(page_->reason_shown().toStdString(), ::testing::HasSubstr("every SLO met"));
  EXPECT_TRUE(
      page_->counts().startsWith(QString("%1 tried").arg(static_cast<qulonglong>(record.size()))));
}

TEST_F(TradeoffWindow, ADraggedLimitFiltersAndIsWritten) {
  search();
  TradeOffChart& chart = page_->chart();
  const std::size_t before = page_->narrowed().kept;
  ASSERT_GT(before, 1U);
  const QPoint handle = chart.limit_handle(Qt::Horizontal);
  const auto cheapest = page_->narrowed().front.front();
  const int middle = (chart.position_of(cheapest)->x() + handle.x()) / 2;
  press(*chart.viewport(), handle + QPoint(0, -4), {middle, handle.y() + 30});
  ASSERT_TRUE(page_->filter().text().startsWith("tco <= ")) << page_->filter().text().toStdString();
  EXPECT_LT(page_->narrowed().kept, before);
  EXPECT_GT(page_->narrowed().kept, 0U);
  ASSERT_TRUE(chart.scene_shown().x.limit);
  for (std::size_t i = 0; i < page_->record()->size(); ++i) {
    EXPECT_EQ(page_->narrowed().is_kept[i] != 0,
              page_->record()->is_kept[i] != 0 && tco(i) <= *chart.scene_shown().x.limit)
        << i;
  }
  page_->filter().setText("tco <= 1 USD");
  QTest::keyClick(&page_->filter(), Qt::Key_Return);
  EXPECT_EQ(page_->narrowed().kept, 0U);
  page_->filter().setText("tco < 1");
  QTest::keyClick(&page_->filter(), Qt::Key_Return);
  EXPECT_TRUE(page_->state().contains("is not of the form")) << page_->state().toStdString();
}

TEST_F(TradeoffWindow, ABrushIsOneSelectionForTableAndLines) {
  search();
  TradeOffChart& chart = page_->chart();
  const auto point = page_->narrowed().front.front();
  const QPoint at = *chart.position_of(point);
  press(*chart.viewport(), at - QPoint(12, 12), at + QPoint(12, 12), Qt::ShiftModifier);
  ASSERT_THAT(page_->brushed(), ::testing::Contains(point));
  EXPECT_EQ(page_->tables()[0]->table_model().table().rows.size(), page_->brushed().size());
  EXPECT_THAT(page_->parallel().points(), ElementsAreArray(page_->brushed()));
  for (std::size_t i = 0; i < page_->record()->size(); ++i) {
    const bool is_brushed =
        std::find(page_->brushed().begin(), page_->brushed().end(), i) != page_->brushed().end();
    EXPECT_EQ(chart.model().look(i).is_faint, !is_brushed);
  }
  page_->clear_brush();
  EXPECT_EQ(page_->tables()[0]->table_model().table().rows.size(), page_->narrowed().front.size());
}

TEST_F(TradeoffWindow, ARangeOfAnAxisNarrowsTheSelection) {
  search();
  page_->drawer().setCurrentIndex(1);
  QTest::qWait(20);
  std::vector<std::size_t> all(page_->record()->size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  page_->brush(all);
  ParallelView& lines = page_->parallel();
  // The upper half of `servers`: its third and fourth option.
  press(lines, lines.place_on(0, 1.0) - QPoint(0, 2), lines.place_on(0, 0.6));
  ASSERT_FALSE(page_->brushed().empty());
  EXPECT_LT(page_->brushed().size(), all.size());
  for (const std::size_t point : page_->brushed()) {
    EXPECT_GE(page_->record()->choices[point][0], 2);
  }
}

TEST_F(TradeoffWindow, HoverTellsTheWholeChoiceAndAClickChoosesIt) {
  search();
  TradeOffChart& chart = page_->chart();
  const auto point = page_->narrowed().front.back();
  const QPoint at = *chart.position_of(point);
  QTest::mouseMove(chart.viewport(), at);
  QMouseEvent move(QEvent::MouseMove, at, chart.viewport()->mapToGlobal(at), Qt::NoButton,
                   Qt::NoButton, {});
  QApplication::sendEvent(chart.viewport(), &move);
  EXPECT_EQ(chart.hovered(), point);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, at);
  EXPECT_EQ(page_->selected(), point);
  EXPECT_TRUE(
      page_->choice_shown().endsWith(QString::fromStdString(label_of(*page_->record(), point))));
  const Table& difference = page_->tables()[1]->table_model().table();
  EXPECT_EQ(to_csv(difference),
            to_csv(difference_table(*page_->record(), point, *page_->record()->today)));
}

TEST_F(TradeoffWindow, TheLegendHidesAndShowsWhatItNames) {
  search();
  TradeOffChart& chart = page_->chart();
  const auto front = page_->narrowed().front.front();
  const auto all = chart.model().shown();
  ASSERT_TRUE(chart.position_of(front));
  chart.toggle("front");
  EXPECT_FALSE(chart.position_of(front)) << "neither drawn nor under the mouse";
  EXPECT_LT(chart.model().shown(), all);
  QLegendMarker* marker = nullptr;
  for (QLegendMarker* one : chart.chart()->legend()->markers()) {
    marker = one->label() == "front" ? one : marker;
  }
  ASSERT_NE(marker, nullptr);
  EXPECT_TRUE(marker->isVisible()) << "it keeps its name, to be clicked again";
  Q_EMIT marker->clicked();
  EXPECT_EQ(chart.model().shown(), all);
}

TEST_F(TradeoffWindow, AClickOnTheLegendReachesIt) {
  search();
  TradeOffChart& chart = page_->chart();
  const auto all = chart.model().shown();
  for (const QGraphicsItem* item : chart.scene()->items()) {
    const auto* words = qgraphicsitem_cast<const QGraphicsTextItem*>(item);
    if (words != nullptr && words->toPlainText() == "front") {
      const QPoint at = chart.mapFromScene(words->sceneBoundingRect().center());
      QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, at);
      EXPECT_LT(chart.model().shown(), all);
      return;
    }
  }
  ADD_FAILURE() << "no such entry";
}

TEST_F(TradeoffWindow, ThePictureSaysOfWhatItIsAndByWhat) {
  search();
  page_->filter().setText("tco <= 100 M USD");
  QTest::keyClick(&page_->filter(), Qt::Key_Return);
  const QString path = folder_.filePath("picture.svg");
  ASSERT_TRUE(page_->chart().save(path));
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QString picture = QString::fromUtf8(file.readAll());
  for (const QString& words :
       {QString::fromStdString(page_->record()->title), QString(kWish),
        QString("tco &lt;= 100 M USD"), QDate::currentDate().toString(Qt::ISODate)}) {
    EXPECT_TRUE(picture.contains(words)) << words.toStdString();
  }
  page_->chart().copy_picture();
  EXPECT_EQ(QGuiApplication::clipboard()->pixmap().width(), 2 * page_->chart().width());
}

TEST_F(TradeoffWindow, AVariantOfAPointRunsToItsFigures) {
  search();
  const auto point = page_->narrowed().front.front();
  page_->choose(point);
  page_->variant_button().click();
  const std::string text = window_.document().text().toStdString();
  EXPECT_THAT(text, ::testing::HasSubstr("choice-1:")) << page_->state().toStdString();
  EXPECT_THAT(text, ::testing::HasSubstr("# the first is as written"));
  EXPECT_EQ(run_of({path_.toStdString(), text, {}, "choice-1"}),
            page_->record()->reported.at(point));
}

TEST_F(TradeoffWindow, AnOpenedPointRunsToItsFigures) {
  search();
  const auto point = *page_->narrowed().best;
  const study::TradeOff record = *page_->record();
  page_->open_button().click();
  EXPECT_NE(window_.document().path(), path_);
  QSignalSpy results(&window_.controller(), &RunController::answered);
  window_.controller().run();
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_EQ(study::tried(*window_.controller().results()), record.reported.at(point));
}

TEST_F(TradeoffWindow, ExplainSumsToTheDifference) {
  search();
  page_->choose(page_->narrowed().front.front());
  QSignalSpy explained(&page_->job(), &SearchJob::explained);
  page_->explain_button().click();
  ASSERT_TRUE(explained.wait(kPatienceMs));
  const Table table = explained.front().front().value<Table>();
  ASSERT_FALSE(table.rows.empty());
  double sum = 0;
  for (const auto& row : table.rows) {
    sum += number_of(row[3]).value();
  }
  EXPECT_NEAR(sum, tco(page_->narrowed().front.front()) - tco(*page_->record()->today), 0.02);
}

TEST_F(TradeoffWindow, ACancelledSearchKeepsWhatItHasAndGoesOn) {
  ASSERT_TRUE(window_.document().set_field("seed", "7"));  // nothing of it is remembered
  QSignalSpy told(&page_->job(), &SearchJob::told);
  page_->search_button().click();
  ASSERT_TRUE(page_->job().is_running());
  ASSERT_TRUE(told.wait(kPatienceMs));
  page_->cancel_button().click();
  EXPECT_FALSE(page_->job().is_running());
  EXPECT_FALSE(page_->cancel_button().isEnabled());
  ASSERT_NE(page_->record(), nullptr);
  const std::size_t tried_before = page_->record()->size();
  EXPECT_GE(tried_before, 1U);
  search();
  EXPECT_GE(page_->record()->size(), tried_before);
  EXPECT_NE(page_->record()->status, "");
  Diagnostics diagnostics;
  const auto rows = study::read_journal(page_->job().journal().toStdString(), diagnostics);
  ASSERT_TRUE(rows) << diagnostics.text();
  EXPECT_GE(rows->tried.size(), page_->record()->size());
}

TEST_F(TradeoffWindow, YesterdaysJournalOpensWithoutARun) {
  search();
  const QString journal = page_->job().journal();
  const study::TradeOff found = *page_->record();
  MainWindow next(settings());
  auto* page = next.findChild<TradeoffPage*>();
  page->open_journal(journal);
  QSignalSpy ended(&page->job(), &SearchJob::running_changed);
  ASSERT_TRUE(ended.wait(kPatienceMs));
  ASSERT_NE(page->record(), nullptr) << page->state().toStdString();
  EXPECT_EQ(page->record()->size(), found.size());
  std::vector<std::string> then, now;
  for (const std::size_t point : found.front) {
    then.push_back(label_of(found, point));
  }
  for (const std::size_t point : page->record()->front) {
    now.push_back(label_of(*page->record(), point));
  }
  EXPECT_EQ(now, then);
  EXPECT_EQ(page->reason_shown(), page_->reason_shown());
  page->open_journal(folder_.filePath("missing.sqlite"));
  QSignalSpy failed(&page->job(), &SearchJob::failed);
  ASSERT_TRUE(failed.wait(kPatienceMs));
  EXPECT_TRUE(page->state().contains("is no journal"));
}

TEST_F(TradeoffWindow, WhatIsWronglyAskedIsSaid) {
  page_->wish().setText("minimize nothing_at_all");
  page_->search_button().click();
  wait_for_end();
  EXPECT_EQ(page_->record(), nullptr);
  EXPECT_TRUE(page_->state().contains("nothing_at_all")) << page_->state().toStdString();
}

}  // namespace
}  // namespace costwright::testing
