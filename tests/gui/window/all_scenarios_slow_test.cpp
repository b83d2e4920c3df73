// The window against the command line over every shipped scenario.
#include <cmath>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtCharts/QLineSeries>

#include "core/scenario/scenario.h"
#include "gui/pages/chart_page.h"
#include "gui/pages/overview_page.h"
#include "study/inputs/scenario_edit.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class Shipped : public Window, public ::testing::WithParamInterface<const char*> {
 protected:
  void expect_cards_of(const QString& json);
  void expect_cards_of_text(const QString& text);  // TCO with its range and mark
};

TEST_P(Shipped, EveryFigureIsTheCommandLines) {
  const QString path = QString(SOURCE_DIR "/scenarios/") + GetParam();
  open(path);
  run();
  const QString json = command_line_json(path);
  EXPECT_EQ(shown_json(), json);
  expect_cards_of(json);
  expect_cards_of_text(command_line(path, {}));
  for (const int width : {958, 1280, 1920}) {
    window_.resize(width, 800);
    for (int page = 1; page <= window_.page_count(); ++page) {
      window_.show_page(page);
      expect_numbers_fit(window_.page(page - 1));
    }
  }
  expect_fits_a_small_screen();
}

// Of every number: the scenario that a lever previews is the one that *Apply to text* writes, entry
// by entry, whatever way it stands there (anchors, aliases, merges, flow maps); what is shared or
// refused stays as it was, and the reason is said. One scenario has one set of figures.
TEST_P(Shipped, WhatALeverPreviewsIsWhatApplyWrites) {
  const QString path = QString(SOURCE_DIR "/scenarios/") + GetParam();
  open(path);
  Document& document = window_.document();
  Levers& levers = window_.what_if().levers();
  const auto source = [&](std::vector<Override> overrides) {
    return study::ScenarioSource{path.toStdString(), document.text().toStdString(),
                                 std::move(overrides)};
  };
  int written = 0;
  int tried = 0;
  for (const NumberField& number : window_.form().numbers()) {
    while (!levers.all().empty()) {
      levers.unpin(levers.all()[0].field.path);
    }
    ASSERT_TRUE(levers.pin(number.path)) << number.path.toStdString();
    const LeverWay way = levers.find(number.path)->way;
    if (way.texts.size() < 2) {
      continue;  // its range holds one value
    }
    ++tried;
    QSignalSpy checked(&window_.controller(), &RunController::levers_checked);
    levers.move(number.path, way.start > 0 ? way.start - 1 : 1);
    ASSERT_TRUE(checked.wait(kPatienceMs)) << number.path.toStdString();
    Diagnostics diagnostics;
    const auto previewed = study::read_source(source(levers.changes()), diagnostics);
    const QString before = document.text();
    window_.what_if().apply();
    if (document.text() == before) {
      EXPECT_NE(window_.what_if().problem(), "") << number.path.toStdString();
      levers.reset_all();
      continue;
    }
    ++written;
    const auto applied = study::read_source(source({}), diagnostics);
    ASSERT_TRUE(previewed && applied) << diagnostics.text();
    for (const auto& difference : differences(*previewed, *applied)) {
      ADD_FAILURE() << number.path.toStdString() << " makes " << difference.path << ": "
                    << difference.before << ", then " << difference.after;
    }
  }
  EXPECT_GT(tried, 5);
  EXPECT_GT(written, tried / 2);
}

// What a card says against the JSON's number, to the card's last decimal. Ratios are shown in %.
void expect_same_number(const QString& shown, const QJsonObject& row, const QString& card) {
  const auto number = number_with_unit(QString(shown).remove(','));
  ASSERT_TRUE(number) << card.toStdString();
  const QString digits = shown.section(' ', 0, 0);
  const int decimals = digits.contains('.') ? static_cast<int>(digits.section('.', 1).size()) : 0;
  const double scale = row["unit"] == "ratio" ? 100 : 1;
  EXPECT_NEAR(number->number, scale * row["value"].toDouble(), 0.5001 * std::pow(10, -decimals))
      << card.toStdString();
}

void Shipped::expect_cards_of(const QString& json) {
  const auto summary = QJsonDocument::fromJson(json.toUtf8()).object()["summary"].toArray();
  const auto* overview = qobject_cast<OverviewPage*>(&window_.page(0));
  ASSERT_NE(overview, nullptr);
  window_.show_page(1);
  const auto cards = overview->headlines_shown();
  ASSERT_GE(cards.size(), 4u);
  EXPECT_EQ(cards[0].metric, "tco");
  for (const Headline& card : cards) {
    int found = 0;
    for (const auto& entry : summary) {
      const QJsonObject row = entry.toObject();
      if (row["metric"] != card.metric || row["key"].toString() != card.key) {
        continue;
      }
      ++found;
      EXPECT_EQ(card.mark, row["mark"].toString()) << card.label.toStdString();
      if (card.metric == "payback_month") {
        const QJsonValue month = row["value"];
        QString wanted = month.toInt() == 0 ? "at once" : QString("month %1").arg(month.toInt());
        if (month.isNull()) {
          wanted = card.mark == "saturated" ? "saturated" : "not reached";
        }
        EXPECT_EQ(card.value, wanted);
      } else if (card.value == "saturated") {
        EXPECT_TRUE(row["value"].isNull()) << card.label.toStdString();
      } else {
        expect_same_number(card.value, row, card.label);
      }
    }
    EXPECT_EQ(found, 1) << card.label.toStdString();
  }
}

void Shipped::expect_cards_of_text(const QString& text) {
  for (const Headline& card : qobject_cast<OverviewPage*>(&window_.page(0))->headlines_shown()) {
    if (card.metric != "tco") {
      continue;
    }
    const QString mark = card.mark.isEmpty() ? QString() : " [" + card.mark + "]";
    EXPECT_TRUE(text.contains("Total cost of ownership" + mark + "\n"));
    const QString line = text.section("\n  TCO ", 1, 1).section('\n', 0, 0).trimmed();
    const QString digits = line.section(' ', 0, 0).remove(',');
    expect_same_number(card.value, {{"unit", "money"}, {"value", digits.toDouble()}}, card.label);
    EXPECT_TRUE(line.endsWith(card.range)) << line.toStdString() << card.range.toStdString();
  }
}

TEST(Program, OpensTheScenarioOfTheCommandLineAndSavesAPictureOfEveryPage) {
  const QTemporaryDir folder;
  QProcess program;
  program.start(
      BINARY_DIR "/bin/costwright-gui",
      {"--screenshots", folder.path(), SOURCE_DIR "/scenarios/worked-budget/scenario.yaml"});
  ASSERT_TRUE(program.waitForFinished(kPatienceMs));
  EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
  EXPECT_TRUE(QFile::exists(folder.filePath("problems.png")));
  QStringList wanted{"scenario"};
  for (const PageInfo& page : result_pages()) {
    const std::unique_ptr<Page> made(page.make());
    if (made->needs_results()) {  // the trade-off has pictures of its own
      wanted << page.file;
    }
  }
  for (const QString& page : wanted) {
    for (const char* theme : {"", "-dark"}) {
      const QImage picture(folder.filePath(page + theme + ".png"));
      EXPECT_GT(picture.width(), 1000) << page.toStdString() << theme;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All,
                         Shipped,
                         ::testing::Values("worked-budget/scenario.yaml",
                                           "vision-edge/scenario.yaml",
                                           "code-assistant/scenario.yaml",
                                           "support-chat/scenario.yaml",
                                           "support-chat/rent.yaml",
                                           "support-chat/api.yaml",
                                           "own-rent-buy/scenario.yaml",
                                           "mixed-gpus/scenario.yaml",
                                           "optimize-chat/scenario.yaml",
                                           "hybrid-purchase/scenario.yaml",
                                           "hybrid-purchase/by-the-hour.yaml"));

// Seconds at which the dashed line of the first workload stands.
double limit_s(const ChartPage& page) {
  for (QAbstractSeries* series : page.canvases()[0]->chart()->series()) {
    const auto* line = qobject_cast<QLineSeries*>(series);
    if (line != nullptr && line->pen().style() == Qt::DashLine) {
      return line->at(0).x();
    }
  }
  return 0;
}

// An SLO simulates nothing anew, but the chart has its line.
TEST_F(Window, ALimitMovesInTheChartOfLatencies) {
  open(copy_of("vision-edge"));
  run();
  window_.show_page(3);
  const auto* latency = qobject_cast<ChartPage*>(&window_.page(2));
  ASSERT_NE(latency, nullptr);
  EXPECT_DOUBLE_EQ(limit_s(*latency), 0.1);
  QSignalSpy results(&window_.controller(), &RunController::results_changed);
  // Both workloads share it.
  const auto text = study::with_shared_field(window_.document().text().toStdString(),
                                             "workloads.images on CPU.slo.e2e", "150 ms");
  ASSERT_TRUE(text);
  window_.document().set_text(QString::fromStdString(*text));
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_DOUBLE_EQ(limit_s(*latency), 0.15);
}

TEST_F(Window, APhysicalFieldSimulatesInTheBackgroundUnderABusyMark) {
  open(copy_of("vision-edge"));
  run();
  const auto found = window_.form().match(window_.form().index(0, 0), FormModel::kPathRole,
                                          "serving.images-cpu.max_batch", 1, Qt::MatchRecursive);
  ASSERT_EQ(found.size(), 1);
  window_.form().setData(found[0].siblingAtColumn(FormModel::kValue), "2", Qt::EditRole);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.fit_mark().contains("simulating");
      },
      kPatienceMs));
  EXPECT_TRUE(window_.progress().isVisible());
  EXPECT_NE(window_.controller().results(), nullptr) << "the results of before stay meanwhile";
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.fit_mark().isEmpty();
      },
      kPatienceMs));
  EXPECT_EQ(window_.controller().results()->scenario().serving[0].second.max_batch, 2);
}

}  // namespace
}  // namespace costwright::testing
