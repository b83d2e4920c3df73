// What a lever can be moved to, and that what it previews is what is written.
#include <cmath>

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QtTest>
#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "gui/jobs/what_if.h"
#include "study/reports/report.h"

namespace costwright::testing {
using namespace gui;
namespace {

constexpr int kPatienceMs = 60'000;

FieldDoc doc_of(const std::string& pattern) {
  for (const FieldDoc& field : scenario_fields()) {
    if (field.path == pattern) {
      return field;
    }
  }
  require(false, "no field {}", pattern);
  return {};
}

LeverWay way_of(const char* pattern, const char* text) {
  const auto number = study::field_number(doc_of(pattern), text);
  require(number.has_value(), "{} is no number", text);
  return lever_way(*number, text);
}

TEST(LeverWay, GoesInStepsOfOneTwoOrFiveFromNothingToTwiceTheValue) {
  const LeverWay price = way_of("sites.<name>.electricity", "0.0895 USD/kWh");
  // 0.179 over 100 steps: 0.002 is the next of 1, 2, 5. 0.0895 stands between 0.088 and 0.090.
  EXPECT_EQ(price.texts.front(), "0.000 USD/kWh");
  EXPECT_EQ(price.texts[1], "0.002 USD/kWh");
  EXPECT_EQ(price.texts[44], "0.088 USD/kWh");
  EXPECT_EQ(price.start, 45);
  EXPECT_EQ(price.texts[45], "0.0895 USD/kWh");
  EXPECT_EQ(price.texts[46], "0.090 USD/kWh");
  EXPECT_EQ(price.texts.back(), "0.178 USD/kWh");
}

TEST(LeverWay, StaysInTheFieldsRangeAndWhole) {
  const LeverWay pue = way_of("sites.<name>.pue", "1.35");
  EXPECT_GE(pue.values.front(), 1);
  const LeverWay count = way_of("fleet.<name>.owned.count", "3");
  EXPECT_EQ(count.texts[1].toInt(), count.texts[0].toInt() + 1);
  EXPECT_EQ(count.texts.back(), "13");
  const LeverWay target = way_of("workloads.<name>.slo.target", "99 %");
  EXPECT_LE(target.values.back(), 100);
}

TEST(LeverWay, NeverHasAnExponentOrMoreThanFourDigits) {
  for (const char* text : {"315000 USD", "12345678 USD", "0.00034 USD", "7 USD", "99999.5 USD"}) {
    const LeverWay way = way_of("fleet.<name>.owned.price", text);
    EXPECT_GT(way.texts.size(), 50u) << text;
    for (std::size_t i = 0; i < way.texts.size(); ++i) {
      QString digits = way.texts[i].section(' ', 0, 0);
      EXPECT_FALSE(digits.contains('e')) << digits.toStdString();
      if (static_cast<int>(i) == way.start) {
        continue;  // as written
      }
      digits = digits.remove('.').remove(QRegularExpression("^0+"));
      digits = digits.remove(QRegularExpression("0+$"));
      EXPECT_LE(digits.size(), 4) << way.texts[i].toStdString();
    }
  }
}

NumberField field(const char* path, const char* pattern, const char* value) {
  return {path, value, doc_of(pattern)};
}

std::vector<NumberField> some_fields(const char* price = "0.10 USD/kWh") {
  return {field("sites.dc.electricity", "sites.<name>.electricity", price),
          field("sites.dc.pue", "sites.<name>.pue", "1.3"),
          field("finance.discount_rate", "finance.discount_rate", "9 %/year"),
          field("staff.ops.salary", "staff.<name>.salary", "90000 USD/year")};
}

TEST(Levers, AFewAreChosenUntilSomebodyPins) {
  Levers levers;
  levers.set_fields(some_fields());
  EXPECT_EQ(levers.all().size(), 3u);
  EXPECT_EQ(levers.all()[0].label, "Electricity: dc");
  EXPECT_EQ(levers.all()[1].label, "Discount rate");
  EXPECT_FALSE(levers.pin("sites.dc.electricity")) << "pinned already";
  EXPECT_TRUE(levers.pin("sites.dc.pue"));
  EXPECT_FALSE(levers.pin("start"));
  for (const char* path :
       {"sites.dc.electricity", "sites.dc.pue", "finance.discount_rate", "staff.ops.salary"}) {
    levers.unpin(path);
  }
  levers.set_fields(some_fields("0.11 USD/kWh"));
  EXPECT_TRUE(levers.all().empty()) << "nobody wants them";
}

// Machines that are rented: no electricity, no salary.
TEST(Levers, AreThreeWhereRentAndDemandMustDo) {
  Levers levers;
  const std::vector<NumberField> fields{
      field("finance.discount_rate", "finance.discount_rate", "9 %/year"),
      field("fleet.h100.cloud.price", "fleet.<name>.cloud.price", "98.32 USD/h"),
      field("fleet.h100.cloud.count", "fleet.<name>.cloud.count", "2"),
      field("workloads.chat.demand.requests", "workloads.<name>.demand.requests",
            "3 M requests/month")};
  levers.set_fields(fields);
  ASSERT_EQ(levers.all().size(), 3u);
  EXPECT_EQ(levers.all()[1].field.path, "fleet.h100.cloud.count");
  EXPECT_EQ(levers.all()[2].field.path, "workloads.chat.demand.requests");
  QSignalSpy pinned(&levers, &Levers::pinned_changed);
  levers.set_fields({fields[0], fields[1], fields[2]});
  EXPECT_EQ(levers.all()[2].field.path, "fleet.h100.cloud.price");
  EXPECT_EQ(pinned.size(), 1) << "as many, but others";
  levers.set_fields({fields[0], fields[3]});
  EXPECT_EQ(levers.all().size(), 2u) << "there are no more";
}

TEST(Levers, KeepTheirPlaceWhenTheTextChangesElsewhereOrIsWhatTheyWereMovedTo) {
  Levers levers;
  levers.set_fields(some_fields());
  levers.move("sites.dc.electricity", 3);
  const QString moved = levers.all()[0].value;
  EXPECT_EQ(levers.changes().size(), 1u);
  auto fields = some_fields();
  fields[1].value = "1.4";
  levers.set_fields(fields);
  EXPECT_EQ(levers.all()[0].value, moved);
  fields[0].value = moved;  // applied
  levers.set_fields(fields);
  EXPECT_TRUE(levers.changes().empty());
  EXPECT_EQ(levers.all()[0].position, 3) << "so that one can go back";
  fields[0].value = "0.10 USD/kWh";  // undone
  levers.set_fields(fields);
  EXPECT_TRUE(levers.changes().empty());
  EXPECT_EQ(levers.all()[0].value, "0.10 USD/kWh");
}

TEST(Levers, SearchLooksAtLabelPathAndDocLabelsFirst) {
  Levers levers;
  levers.set_fields(some_fields());
  const auto found = levers.offered("pue");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "sites.dc.pue");
  EXPECT_EQ(levers.offered("dc facility").size(), 1u) << "facility energy is of its doc";
  EXPECT_TRUE(levers.offered("electricity").empty()) << "pinned already";
}

TEST(Levers, RefuseWhatTheFieldDoes) {
  Levers levers;
  levers.set_fields(some_fields());
  levers.pin("sites.dc.pue");
  EXPECT_NE(levers.enter("sites.dc.pue", "13"), "");
  EXPECT_NE(levers.enter("sites.dc.pue", "much"), "");
  EXPECT_TRUE(levers.changes().empty());
  EXPECT_EQ(levers.enter("sites.dc.pue", "1.25"), "");
  EXPECT_EQ(levers.changes()[0].value, "1.25");
  EXPECT_EQ(levers.enter("sites.dc.electricity", "0.2"), "");
  EXPECT_EQ(levers.find("sites.dc.electricity")->value, "0.2 USD/kWh");
  levers.reset("sites.dc.pue");
  EXPECT_EQ(levers.find("sites.dc.pue")->value, "1.3");
}

// A document with its form, levers and results, as the window has them.
class Desk : public ::testing::Test {
 protected:
  Desk() {
    QObject::connect(&document_, &Document::text_changed, &document_, [this] {
      controller_.set_text(document_.path(), document_.text());
      form_.set_text(document_.text());
      what_if_.refresh();
    });
    QObject::connect(&controller_, &RunController::checked, &document_, &Document::set_diagnostics);
  }

  static RunSettings settings() {
    RunSettings settings;
    settings.data_folder = SOURCE_DIR "/data";
    settings.check_after_ms = 1;
    return settings;
  }

  void open(const char* name) {
    Diagnostics diagnostics;
    ASSERT_TRUE(document_.load(QString(SOURCE_DIR "/scenarios/") + name, diagnostics));
  }

  void run() {
    QSignalSpy answered(&controller_, &RunController::answered);
    controller_.run();
    ASSERT_TRUE(answered.wait(kPatienceMs));
  }

  void wait_for_check() {
    QSignalSpy checked(&controller_, &RunController::levers_checked);
    ASSERT_TRUE(checked.wait(kPatienceMs));
  }

  // Nothing is simulated in it, so that a price is a short run.
  void wait_until_current() {
    wait_for_check();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
          return !what_if_.problem().isEmpty() ||
                 (controller_.fit() == RunController::Fit::kCurrent && !controller_.is_running());
        },
        kPatienceMs));
  }

  LeverKind kind_of(const QString& path) {
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
          const Lever* lever = what_if_.levers().find(path);
          return lever != nullptr && lever->kind != LeverKind::kUnknown;
        },
        kPatienceMs));
    return what_if_.levers().find(path)->kind;
  }

  // Every figure; not where in the text each of them stands.
  QByteArray figures() const {
    QJsonObject report = QJsonDocument::fromJson(
                             QByteArray::fromStdString(study::report_json(*controller_.results())))
                             .object();
    EXPECT_GT(report.size(), 5);
    report.remove("provenance");
    return QJsonDocument(report).toJson();
  }

  Document document_;
  FormModel form_;
  RunController controller_{settings()};
  WhatIf what_if_{document_, form_, controller_};
};

// Every number of the scenario, one after the other: the report of the last preview is that of the
// text after it is applied, to the last digit.
TEST_F(Desk, WhatALeverPreviewsIsWhatApplyGives) {
  open("worked-budget/scenario.yaml");
  run();
  int prices = 0;
  std::vector<QString> paths;
  for (const NumberField& number : form_.numbers()) {
    paths.push_back(number.path);
  }
  ASSERT_GT(paths.size(), 30u);
  Levers& levers = what_if_.levers();
  for (const QString& path : paths) {
    while (!levers.all().empty()) {
      levers.unpin(levers.all()[0].field.path);
    }
    QSignalSpy classified(&controller_, &RunController::classified);
    ASSERT_TRUE(levers.pin(path)) << path.toStdString();
    if (levers.neighbours().empty()) {
      continue;  // its range holds one value
    }
    ASSERT_TRUE(classified.wait(kPatienceMs)) << path.toStdString();
    const Lever pinned = *levers.find(path);
    if (pinned.kind != LeverKind::kPrice) {
      continue;
    }
    ++prices;
    const QString text = document_.text();
    levers.move(path, pinned.way.start > 0 ? pinned.way.start - 1 : 1);
    wait_until_current();
    if (!what_if_.problem().isEmpty()) {
      levers.reset_all();
      continue;
    }
    const QByteArray previewed = figures();
    what_if_.apply();
    ASSERT_NE(document_.text(), text) << path.toStdString() << what_if_.problem().toStdString();
    wait_until_current();
    EXPECT_TRUE(figures() == previewed) << path.toStdString();
  }
  EXPECT_GT(prices, 25);
  const QByteArray last = figures();
  run();
  EXPECT_TRUE(figures() == last) << "and what a run of the text gives";
}

TEST_F(Desk, WhatTheCheckerRefusesIsNotWritten) {
  open("worked-budget/scenario.yaml");
  QString text = document_.text();
  text.replace("      output_tokens: 1000 Mtok/month\n",
               "      output_tokens: 1000 Mtok/month\n      served_by: tokens\n"
               "serving:\n  tokens:\n    api: anthropic/claude-sonnet-4-5\n"
               "    api_terms: {cached_input: 70 %, written_input: 20 %}\n");
  document_.set_text(text);
  run();
  ASSERT_EQ(what_if_.levers().enter("finance.discount_rate", "9 %/year"), "");
  const QString written = "serving.tokens.api_terms.written_input";
  ASSERT_TRUE(what_if_.levers().pin(written));
  ASSERT_EQ(what_if_.levers().enter(written, "40 %"), "")
      << "the field takes it, but not beside what is read from the cache";
  what_if_.apply();
  wait_for_check();
  EXPECT_EQ(document_.text(), text);
  EXPECT_NE(what_if_.problem(), "");
  EXPECT_TRUE(document_.diagnostics().empty()) << "the text has no mistake";
}

TEST_F(Desk, WhatOthersShareIsNotWrittenAndTheyAreNamed) {
  open("vision-edge/scenario.yaml");
  const QString text = document_.text();
  const QString path = "workloads.images on CPU.demand.requests";
  ASSERT_TRUE(what_if_.levers().pin(path));
  ASSERT_EQ(what_if_.levers().enter(path, "100"), "");
  wait_for_check();
  what_if_.apply();
  EXPECT_EQ(document_.text(), text);
  EXPECT_TRUE(what_if_.problem().contains("images on GPU")) << what_if_.problem().toStdString();
}

TEST_F(Desk, AKindIsAskedAgainWhenTheTextBecomesValid) {
  open("worked-budget/scenario.yaml");
  EXPECT_EQ(kind_of("sites.ashburn.electricity"), LeverKind::kPrice);
  const QString good = document_.text();
  document_.set_text(QString(good).replace("pue: 1.35", "pue: 13.5"));
  wait_for_check();
  for (const Lever& lever : what_if_.levers().all()) {
    what_if_.levers().set_kind(lever.field.path, LeverKind::kUnknown);
  }
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify(what_if_.levers().neighbours());
  ASSERT_TRUE(classified.wait(kPatienceMs));
  EXPECT_EQ(what_if_.levers().find("sites.ashburn.electricity")->kind, LeverKind::kUnknown);
  document_.set_text(good);
  EXPECT_EQ(kind_of("sites.ashburn.electricity"), LeverKind::kPrice);
}

TEST_F(Desk, KeptAsAVariantTheTextsOwnValuesStay) {
  open("worked-budget/scenario.yaml");
  what_if_.levers().enter("sites.ashburn.electricity", "0.2 USD/kWh");
  what_if_.keep_as_variant("dear power");
  wait_for_check();
  EXPECT_EQ(what_if_.problem(), "");
  EXPECT_TRUE(document_.text().contains("electricity: 0.0895 USD/kWh"));
  Diagnostics diagnostics;
  const auto loaded = study::read_scenario(
      {document_.path().toStdString(), document_.text().toStdString(), {}, "dear power"},
      diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  wait_for_check();
  what_if_.keep_as_variant("dear power");
  EXPECT_TRUE(what_if_.problem().contains("already")) << what_if_.problem().toStdString();
}

}  // namespace
}  // namespace costwright::testing
