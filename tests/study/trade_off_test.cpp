// What a search has evaluated, as one value: front, knee, ties and sentence against those by hand;
// what a journal gives back against the search that wrote it.
#include "study/optimize/trade_off.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

#include "study/optimize/optimize.h"
#include "study/optimize/picture.h"
#include "tests/study/searched_scenario.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Objective sought(const char* metric, bool is_maximised = false) {
  Diagnostics told;
  return *parse_objective(metric, is_maximised, told);
}

study::Figure exactly(double value) {
  return {value, value, value, value, value};
}

Tried point(const study::Figure& tco, const study::Figure& accuracy) {
  Tried tried;
  tried.figures["tco"] = tco;
  tried.figures["accuracy[m]"] = accuracy;
  return tried;
}

// One axis of six options: as written costs 120 for 70 points.
class ByHand : public ::testing::Test {
 protected:
  ByHand() {
    TradeOff begun;
    begun.currency = "USD";
    begun.aim.objectives = {sought("tco"), sought("accuracy", true)};
    begun.axes = {{"size", {"s0", "s1", "s2", "s3", "s4", "s5"}}};
    recorder_ = std::make_unique<TradeOffRecorder>(begun);
  }
  void add(int option, Tried tried, Trial how = Trial::kReported) {
    recorder_->add({option}, how, tried);
  }
  std::unique_ptr<TradeOffRecorder> recorder_;
};

// s1 is dominated by s0; s4 misses its SLO; s5 is known from a quick look alone. Scaled to 0 .. 1
// over the front: s2 0 + 1, s3 0.25 + 0.1 (the knee), s0 1 + 0.
TEST_F(ByHand, FrontAndKnee) {
  add(0, point(exactly(120), exactly(70)));
  add(1, point(exactly(130), exactly(69)));
  add(2, point(exactly(80), exactly(60)));
  add(3, point(exactly(90), exactly(69)));
  Tried late = point(exactly(10), exactly(90));
  late.months_missed = 0.5;
  add(4, late);
  add(5, point(exactly(20), exactly(80)), Trial::kQuick);
  const TradeOff record = recorder_->so_far();
  EXPECT_THAT(record.front, ElementsAre(2, 3, 0));
  EXPECT_EQ(record.best, 3U);
  EXPECT_EQ(record.today, 0U);
  EXPECT_EQ(narrowed(record, {}).kept, 5U);
}

TEST_F(ByHand, ALimitNarrowsTheFront) {
  add(0, point(exactly(120), exactly(70)));
  add(1, point(exactly(80), exactly(60)));
  add(2, point(exactly(90), exactly(69)));
  Diagnostics told;
  const auto limits = parse_limits("tco <= 90 USD; accuracy >= 65 %", "USD", told);
  ASSERT_TRUE(limits) << told.text();
  const Narrowed narrow = narrowed(recorder_->so_far(), *limits);
  EXPECT_THAT(narrow.is_kept, ElementsAre(0, 0, 1));
  EXPECT_THAT(narrow.front, ElementsAre(2));
  EXPECT_EQ(narrow.best, 2U);
}

TEST_F(ByHand, ABetterKnownFigureReplacesAQuickOneAndNotTheOtherWayRound) {
  add(0, point(exactly(120), exactly(70)), Trial::kQuick);
  add(0, point(exactly(121), exactly(70)), Trial::kStandard);
  add(0, point(exactly(119), exactly(70)), Trial::kQuick);
  EXPECT_THAT(values_of(recorder_->so_far(), sought("tco").metric), ElementsAre(121));
}

// Of two neighbours: the costs' order turns when machines are slow; accuracies lie within half of
// what the published score is sure to; neither.
TEST_F(ByHand, NeighboursWithinErrorAreTied) {
  add(0, point({100, 90, 112, 95, 112}, exactly(60)));
  add(1, point({105, 98, 110, 99, 110}, exactly(65)));
  add(2, point({200, 190, 210, 190, 210}, {70, 67, 73, 70, 70}));
  add(3, point({300, 290, 310, 290, 310}, {72, 69, 75, 72, 72}));
  const TradeOff record = recorder_->so_far();
  ASSERT_THAT(record.front, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(ties(record, record.front), ElementsAre(std::pair<std::size_t, std::size_t>(0, 1),
                                                      std::pair<std::size_t, std::size_t>(2, 3)));
}

// 112 to 100: 12 % dearer; 69 to 60: 9 points; capacity is at 1 / 0.8 of the demand.
TEST_F(ByHand, TheSentenceSaysWhatIsPaidAndWhatIsGot) {
  add(0, point(exactly(224), exactly(69)));
  add(1, point(exactly(100), exactly(60)));
  Tried best = point(exactly(112), exactly(69));
  best.figures["load[chat]"] = exactly(0.8);
  add(2, best);
  add(3, point(exactly(200), exactly(70)));
  const TradeOff record = recorder_->so_far();
  EXPECT_EQ(
      reason(record, record.front, *record.best),
      "12.0 % dearer, 9.0 points more accurate than the cheapest of the front; 50.0 % cheaper "
      "than today, every SLO met in every month with 25 % headroom");
}

TEST_F(ByHand, TheDifferenceToTheBaselineIsSubtracted) {
  add(0, point(exactly(120), exactly(70)));
  add(3, point(exactly(90), exactly(69)));
  const Table table = difference_table(recorder_->so_far(), 1, 0);
  EXPECT_EQ(to_csv(table),
            "figure,baseline,this,difference\nsize,s0,s3,\ntco [USD],120,90,-30\n"
            "accuracy [%],70,69,-1\n");
}

TEST(TradeOffLimits, AreWrittenSoThatTheyAreReadAgain) {
  Diagnostics told;
  for (const char* text :
       {"tco <= 1350000 USD", "ttft_p95[chat] <= 0.2500 s", "accuracy >= 91.20 %", "load <= 0.8000",
        "cost_per_1m_tokens <= 2.166 USD/1M tokens"}) {
    const auto limits = parse_limits(text, "USD", told);
    ASSERT_TRUE(limits) << told.text();
    EXPECT_EQ(limit_to_write(limits->front(), "USD"), text);
  }
  EXPECT_FALSE(parse_limits("tco = 3", "USD", told));
  EXPECT_THAT(*parse_limits(" ; ", "USD", told), IsEmpty());
  EXPECT_EQ(objectives_text(*parse_objectives("minimize tco,maximize accuracy", told)),
            "minimize tco, maximize accuracy");
  EXPECT_FALSE(parse_objectives("tco", told));
  EXPECT_FALSE(parse_objectives("", told));
}

class SearchedSeats : public RunsOfOneTest {
 protected:
  SearchedSeats() {
    request_.objectives = {sought("tco"), sought("expense_total", true)};
    request_.solver = "exhaustive";
    request_.has_baselines = false;
    request_.journal = folder_.path() + "/journal.sqlite";
  }
  std::optional<Optimization> search(OptimizeOptions options = {}) {
    options.threads = 1;
    options.remembered = &cache_;
    return optimize(inputs_, {path_}, request_, options, diagnostics_);
  }
  TradeOff opened() {
    auto record = open_trade_off(request_.journal, diagnostics_);
    EXPECT_TRUE(record) << diagnostics_.text();
    return std::move(record.value());
  }
  std::map<std::string, double> by_label(const TradeOff& record) {
    std::map<std::string, double> values;
    const auto tco = values_of(record, sought("tco").metric);
    for (std::size_t i = 0; i < record.size(); ++i) {
      values[label_of(record, i)] = tco[i];
    }
    return values;
  }
  std::vector<std::string> front_of(const TradeOff& record) {
    std::vector<std::string> labels;
    for (const std::size_t point : record.front) {
      labels.push_back(label_of(record, point));
    }
    return labels;
  }

  OptimizeRequest request_;
  std::string path_ = folder_.write("scenario.yaml", kSeats);
};

TEST_F(SearchedSeats, AllTwelveAreThereWithTheSumByHand) {
  const auto found = search();
  ASSERT_TRUE(found) << diagnostics_.text();
  const auto values = by_label(found->record);
  EXPECT_EQ(values.size(), 12U);
  EXPECT_EQ(values.at("as written"), 960);              // 12 x (3 x 10 + 50)
  EXPECT_EQ(values.at("seats 5, price 20 USD"), 1800);  // 12 x (5 x 20 + 50)
  EXPECT_EQ(values.at("seats 2, support none"), 240);   // 12 x 2 x 10
}

TEST_F(SearchedSeats, AJournalGivesBackWhatTheSearchFound) {
  const auto found = search();
  ASSERT_TRUE(found) << diagnostics_.text();
  const TradeOff record = opened();
  EXPECT_EQ(by_label(record), by_label(found->record));
  EXPECT_EQ(front_of(record), front_of(found->record));
  EXPECT_EQ(label_of(record, *record.best), found->best->label);
  EXPECT_EQ(record.status, found->record.status);
  EXPECT_EQ(record.reported.at(*record.best), found->best->tried);
  EXPECT_EQ(trade_off_picture(record).size(), trade_off_picture(found->record).size());
  EXPECT_EQ(reason(record, record.front, *record.best),
            reason(found->record, found->record.front, *found->record.best));
  const std::string json = optimization_json(*found);
  const auto parsed = nlohmann::json::parse(json);
  ASSERT_EQ(parsed.at("front").size(), record.front.size());
  for (std::size_t i = 0; i < record.front.size(); ++i) {
    EXPECT_EQ(parsed["front"][i]["figures"]["tco"][0],
              figure_at(record, record.front[i], sought("tco").metric)->value);
  }
  EXPECT_EQ(parsed["best"]["figures"]["tco"][0], found->best->tried.figures.at("tco").value);
}

// The search is asked to stop as soon as something is known.
TEST_F(SearchedSeats, AStoppedSearchIsOpenedAndGoesOn) {
  std::stop_source stop;
  int told = 0;
  const auto halted = search({.stop = stop.get_token(), .watch = [&](TradeOff so_far) {
                                ++told;
                                EXPECT_GE(so_far.size(), 1U);
                                stop.request_stop();
                              }});
  ASSERT_TRUE(halted) << diagnostics_.text();
  EXPECT_GE(told, 1);
  EXPECT_THAT(opened().status, HasSubstr("stopped"));
  const auto whole = search();
  ASSERT_TRUE(whole) << diagnostics_.text();
  EXPECT_GE(whole->taken.from_journal, 1);
  EXPECT_EQ(whole->record.size(), 12U);
  EXPECT_EQ(by_label(opened()), by_label(whole->record));
}

// What is written of the end is taken away: as a kill leaves it.
TEST_F(SearchedSeats, TheFrontOfAKilledSearchIsThatOfWhatWasEvaluated) {
  const auto found = search();
  ASSERT_TRUE(found) << diagnostics_.text();
  {
    const auto rows = read_journal(request_.journal, diagnostics_);
    ASSERT_TRUE(rows) << diagnostics_.text();
    const std::string path = folder_.path() + "/killed.sqlite";
    const auto killed = Journal::open(path, 1, diagnostics_);
    killed->tell("search", rows->about.at("search"));
    for (const JournalRow& row : rows->tried) {
      killed->add(row.choice, row.how, row.tried);
    }
    request_.journal = path;
  }
  const TradeOff record = opened();
  EXPECT_EQ(record.status, "");
  EXPECT_EQ(front_of(record), front_of(found->record));
  EXPECT_EQ(label_of(record, *record.best), found->best->label);
}

TEST_F(SearchedSeats, IsToldAtMostFourTimesASecond) {
  int told = 0;
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(search({.watch = [&](const TradeOff&) {
    ++told;
  }}));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(told, 1);
  EXPECT_LE(told, 1 + took.count() * 4);
}

TEST_F(SearchedSeats, APointAsAVariantOrAFileRunsToTheSameFigures) {
  const auto found = search();
  ASSERT_TRUE(found) << diagnostics_.text();
  const TradeOff record = opened();
  const std::string changed = with_point_as_variant(inputs_, record, *record.best, "best",
                                                    std::string(kSeats), diagnostics_);
  ASSERT_NE(changed, "") << diagnostics_.text();
  EXPECT_THAT(changed, HasSubstr("# a comment"));
  const auto path = folder_.write("variant.yaml", changed);
  auto loaded = read_scenario({path, {}, {}, "best"}, diagnostics_);
  ASSERT_TRUE(loaded) << diagnostics_.text();
  const auto variant =
      evaluate(inputs_, std::move(*loaded), {.remembered = &cache_, .threads = 1}, diagnostics_);
  ASSERT_TRUE(variant) << diagnostics_.text();
  EXPECT_EQ(tried(*variant), record.reported.at(*record.best));
  const std::string text = point_text(inputs_, record, *record.best, folder_.path(), diagnostics_);
  const auto file = evaluated(folder_.write("point.yaml", text), HowToRun{}, diagnostics_);
  ASSERT_TRUE(file) << diagnostics_.text();
  EXPECT_EQ(tried(*file), record.reported.at(*record.best));
}

TEST_F(SearchedSeats, APointOfStrategiesThatAreOthersNowIsNotMade) {
  ASSERT_TRUE(search());
  TradeOff record = opened();
  record.axes[0].options.push_back("one more");
  EXPECT_EQ(point_text(inputs_, record, 1, folder_.path(), diagnostics_), "");
  EXPECT_FALSE(explain(inputs_, record, 1, {.threads = 1}, diagnostics_));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("others than those that were searched"));
}

TEST_F(SearchedSeats, ASecondVariantStandsBesideTheFirst) {
  ASSERT_TRUE(search());
  const TradeOff record = opened();
  const std::string one = with_point_as_variant(inputs_, record, 1, "one", kSeats, diagnostics_);
  const std::string two = with_point_as_variant(inputs_, record, 2, "two", one, diagnostics_);
  ASSERT_NE(two, "") << diagnostics_.text();
  for (const char* name : {"one", "two"}) {
    EXPECT_TRUE(read_source({path_, two, {}, name}, diagnostics_)) << diagnostics_.text();
  }
  const std::string three = with_point_as_variant(
      inputs_, record, 1, "three", std::string(kSeats) + "variants: {a: {set: {seed: 3}}}\n",
      diagnostics_);
  EXPECT_TRUE(read_source({path_, three, {}, "three"}, diagnostics_)) << diagnostics_.text();
  EXPECT_EQ(with_point_as_variant(inputs_, record, 1, "three", three, diagnostics_), "");
  EXPECT_THAT(diagnostics_.text(), HasSubstr("there is a variant 'three' already"));
}

TEST_F(SearchedSeats, WhatIsNoJournalIsTold) {
  EXPECT_FALSE(open_trade_off(folder_.write("text.sqlite", "no database"), diagnostics_));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("is no journal of a search"));
  EXPECT_FALSE(open_trade_off(folder_.path() + "/missing.sqlite", diagnostics_));
  const auto old = folder_.path() + "/old.sqlite";
  Journal::open(old, 1, diagnostics_);
  EXPECT_FALSE(open_trade_off(old, diagnostics_));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("does not say of which search it is"));
  for (const char* search : {"no JSON", "{}",
                             R"({"path": "", "text": "", "title": "", "currency": "USD", "axes": [],
                                 "aim": {"objectives": [], "limits": [], "slo": true}})"}) {
    const auto journal = Journal::open(old, 1, diagnostics_);
    journal->tell("search", search);
    EXPECT_FALSE(open_trade_off(old, diagnostics_)) << search;
  }
}

// Width and height stand behind the 16 bytes that every PNG begins with.
TEST_F(SearchedSeats, ThePictureIsAlsoAPngOfTwiceTheSize) {
  const auto found = search();
  ASSERT_TRUE(found) << diagnostics_.text();
  const auto png = png_of(trade_off_picture(found->record), diagnostics_);
  ASSERT_TRUE(png) << diagnostics_.text();
  EXPECT_EQ(png->substr(1, 3), "PNG");
  const auto at = [&](std::size_t byte) {
    return static_cast<int>(static_cast<unsigned char>((*png)[byte]));
  };
  EXPECT_EQ(256 * at(18) + at(19), 1920);
  EXPECT_EQ(256 * at(22) + at(23), 1200);
  EXPECT_GT(png->size(), 10'000U);
  EXPECT_FALSE(png_of("no picture", diagnostics_));
}

}  // namespace
}  // namespace costwright::testing
