#include <chrono>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/manual/manual.h"
#include "core/scenario/reader.h"
#include "tests/core/scenario_full.h"

namespace costwright::testing {
namespace {

constexpr std::string_view kPlain = R"(name: chat
start: 2027-01
horizon: 3 years
finance:
  discount_rate: 9 %/year
sites:
  va: {electricity: 0.11 USD/kWh, pue: 1.25}
fleet:
  h100:
    owned:
      server: dgx-h100
      site: va
      count: 4
      price: 300_000 USD
models:
  llama:
    model: llama-3.1-70b
    weights: fp8
serving:
  chat-70b:
    model: llama
    fleet: h100
    tensor_parallel: 4
workloads:
  chat:
    served_by: chat-70b
    arrivals:
      synthetic:
        input_tokens: {mean: 900 tokens, p50: 500 tokens}
        output_tokens: {fixed: 200 tokens}
    demand:
      requests: 12 M requests/month
      growth: 60 %/year
    slo: {ttft: 500 ms, target: 99 %}
)";

TEST(ScenarioReader, ReadsAPlainScenario) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(kPlain, "dir/chat.yaml", {}, diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  EXPECT_EQ(diagnostics.text(), "");
  const Scenario& s = loaded->scenario;
  EXPECT_EQ(s.name, "chat");
  EXPECT_EQ(s.horizon.count, 36);
  EXPECT_DOUBLE_EQ(s.finance.discount_rate.per_year, 0.09);
  const OwnedServers& owned = *find_named(s.fleet, "h100")->owned;
  EXPECT_EQ(owned.count, 4);
  EXPECT_DOUBLE_EQ(owned.price->first().base(), 300000);
  EXPECT_EQ(find_named(s.models, "llama")->weights, Precision::kFp8);
  const Workload& chat = *find_named(s.workloads, "chat");
  EXPECT_DOUBLE_EQ(chat.demand->requests->base(), 12e6);
  EXPECT_NEAR(std::pow(1 + chat.demand->growth.per_month, 12), 1.6, 1e-12);
  EXPECT_DOUBLE_EQ(chat.slo->ttft->base(), 0.5);
  EXPECT_DOUBLE_EQ(chat.slo->target.value, 0.99);
  EXPECT_NEAR(find_named(s.sites, "va")->electricity->first().in(money_per_kwh), 0.11, 1e-15);
  EXPECT_EQ(loaded->folder, "dir");
}

TEST(ScenarioReader, EveryWrittenValueHasItsPlace) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(kPlain, "chat.yaml", {}, diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  const Place count = place_of(*loaded, "fleet.h100.owned.count");
  EXPECT_EQ(fmt::format("{}:{}:{}", count.file, count.line, count.column), "chat.yaml:13:14");
  const Place unwritten = place_of(*loaded, "fleet.h100.owned.book_life");  // the key of its parent
  EXPECT_EQ(fmt::format("{}:{}", unwritten.line, unwritten.column), "10:5");
  EXPECT_EQ(place_of(*loaded, "staff.nobody.fte").file, "chat.yaml");
  EXPECT_EQ(place_of(*loaded, "staff.nobody.fte").line, 0);
  EXPECT_FALSE(loaded->places->contains("fleet.h100.owned.book_life"));
}

std::optional<LoadedScenario> load(std::string_view yaml,
                                   const std::vector<Override>& overrides,
                                   std::string* text = nullptr) {
  Diagnostics diagnostics;
  auto loaded = load_scenario_text(yaml, "s.yaml", overrides, diagnostics);
  if (text != nullptr) {
    *text = diagnostics.text();
  } else {
    EXPECT_EQ(diagnostics.text(), "");
  }
  return loaded;
}

TEST(ScenarioReader, ReadsEverySection) {
  const auto loaded = load(kFullScenario, {});
  ASSERT_TRUE(loaded);
  const Scenario& s = loaded->scenario;
  EXPECT_EQ(s.description, "Two lines\nof text\n");
  EXPECT_DOUBLE_EQ(s.simulation.warm_up.base(), 1800);
  EXPECT_FALSE(s.simulation.compression_bracket);
  EXPECT_FALSE(s.simulation.error_range);
  const Site& colo = *find_named(s.sites, "colo");
  EXPECT_EQ(colo.colocation->includes,
            (std::vector{ColocationService::kPower, ColocationService::kCooling}));
  EXPECT_DOUBLE_EQ(colo.colocation->reserved->base(), 80e3);
  EXPECT_NEAR(find_named(s.sites, "ashburn")->carbon->base() * 3.6e6, 350, 1e-9);
  const OwnedServers& a = *find_named(s.fleet, "h100.a")->owned;
  EXPECT_EQ(a.book_life.count, 60);
  EXPECT_DOUBLE_EQ(a.disposal->proceeds.base(), 40e3);
  EXPECT_EQ(a.retire, (YearMonth{2029, 6}));
  const OwnedServers& b =
      *find_named(s.fleet, "h100.b")->owned;  // merged, with its own count and site
  EXPECT_EQ(b.count, 2);
  EXPECT_EQ(b.site, "colo");
  EXPECT_EQ(b.server, "dgx-h100");
  EXPECT_DOUBLE_EQ(find_named(s.fleet, "burst")->cloud->escalation.rate.per_year, -0.05);
  EXPECT_NEAR(find_named(s.application, "gateway")->request_price->first().base(), 3.5e-6, 1e-18);
  EXPECT_DOUBLE_EQ(find_named(s.staff, "sre")->salary->first().base(), 190e3 / 12);
  EXPECT_EQ(find_named(s.software, "nvaie")->term, LicenceTerm::kAnnualPrepaid);
  EXPECT_EQ(find_named(s.storage, "lake")->retention->count, 12);
  EXPECT_EQ(find_named(s.workloads, "web")->demand->hour_of_day.size(), 24u);
  EXPECT_EQ(s.workloads.size(), 6u);
}

// A field of the table that the full scenario never writes would be a field that no test reads.
TEST(ScenarioReader, FullScenarioWritesEveryField) {
  const auto loaded = load(kFullScenario, {});
  ASSERT_TRUE(loaded);
  std::set<std::string> written;
  for (const auto& [written_path, place] : *loaded->places) {
    std::string path = written_path;
    if (const auto at = path.find("h100."); at != std::string::npos) {
      path.erase(at + 4, 2);  // names with a dot do not split
    }
    std::string last = path.substr(path.rfind('.') + 1);
    const std::string section = path.substr(0, path.find('.'));
    const bool element = last.find_first_not_of("0123456789") == std::string::npos;
    written.insert(section + ":" + (element ? "<n>" : last));
  }
  for (const FieldDoc& field : scenario_fields()) {
    const std::string key = field.path.substr(0, field.path.find('.')) + ":" +
                            field.path.substr(field.path.rfind('.') + 1);
    EXPECT_TRUE(written.contains(key)) << field.path;
  }
}

TEST(ScenarioReader, MergedValuesKeepThePlaceWhereTheyWereWritten) {
  const auto loaded = load(
      "name: x\nstaff:\n  a: &a {salary: 10_000 USD/year}\n  b: *a\n  c: {<<: *a, fte: 2 FTE}\n",
      {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(place_of(*loaded, "staff.c.salary").line, 3);
  EXPECT_EQ(place_of(*loaded, "staff.c.fte").line, 5);
  EXPECT_DOUBLE_EQ(find_named(loaded->scenario.staff, "b")->salary->first().base() * 12, 10e3);
}

TEST(ScenarioReader, EarlierMapsOfAMergeListWin) {
  const auto loaded = load(
      "name: x\nstaff:\n  a: &a {salary: 10_000 USD/year}\n  b: &b {salary: 20_000 USD/year, fte: "
      "3 FTE}\n"
      "  c:\n    <<: [*a, *b]\n",
      {});
  ASSERT_TRUE(loaded);
  EXPECT_DOUBLE_EQ(find_named(loaded->scenario.staff, "c")->salary->first().base() * 12, 10e3);
  EXPECT_DOUBLE_EQ(find_named(loaded->scenario.staff, "c")->fte.base(), 3);
}

TEST(ScenarioReader, MissingFileIsADiagnostic) {
  Diagnostics diagnostics;
  EXPECT_FALSE(load_scenario("no/such.yaml", {}, diagnostics));
  EXPECT_EQ(diagnostics.text(),
            "no/such.yaml: error: no such file; give the path of a scenario.yaml\n");
}

// core/cost keeps both: a payable until the payment, book value until the sale.
TEST(ScenarioReader, ServersMayServeBeforeTheyArePaidAndBeSoldAfterTheyRetire) {
  const auto loaded = load(
      "name: x\nsites: {va: {electricity: 0.1 USD/kWh, pue: 1.2}}\nfleet:\n"
      "  owed: {owned: {server: s, site: va, paid: 2027-05, in_service: 2027-04}}\n"
      "  kept: {owned: {server: s, site: va, retire: 2027-05,"
      " disposal: {month: 2027-06, proceeds: 1 USD}}}\n",
      {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(find_named(loaded->scenario.fleet, "owed")->owned->in_service, (YearMonth{2027, 4}));
  EXPECT_EQ(find_named(loaded->scenario.fleet, "kept")->owned->disposal->month,
            (YearMonth{2027, 6}));
}

// What the simulator's clock and distributions refuse must be refused here, to the last digit.
TEST(ScenarioReader, RangesAreWithinWhatTheSimulatorTakes) {
  std::string text;
  EXPECT_FALSE(load(kFullScenario, {{"simulation.warm_up", "15 days"}}, &text));
  EXPECT_EQ(text,
            "--set simulation.warm_up: error: simulation.warm_up = '15 days' is out of range: 0 to "
            "1209600 s\n");
  const std::string closed =
      "{think_time: 3 days, input_tokens: {fixed: 1 tokens}, output_tokens: {fixed: 1 tokens}}";
  EXPECT_FALSE(load("name: x\n", {{"workloads.w.arrivals.closed", closed}}, &text));
  EXPECT_NE(text.find("think_time = '3 days' is out of range: 0 to 172800 s"), std::string::npos)
      << text;
  const std::string synthetic =
      "{interarrival_cv: 100.00000001, input_tokens: {fixed: 1 tokens}, "
      "output_tokens: {fixed: 1 tokens}}";
  EXPECT_FALSE(load("name: x\n", {{"workloads.w.arrivals.synthetic", synthetic}}, &text));
  EXPECT_NE(text.find("interarrival_cv = '100.00000001' is out of range: 0.01 to 100"),
            std::string::npos)
      << text;
}

TEST(ScenarioReader, EndsAfterTheHorizonAreWarnings) {
  std::string text;
  EXPECT_TRUE(load("name: x\nfleet:\n  a: {cloud: {instance: i, until: 2035-01}}\n", {}, &text));
  EXPECT_EQ(text,
            "s.yaml:3:35: warning: fleet.a.cloud.until = 2035-01 lies after the horizon 2027-01 to "
            "2029-12 and "
            "has no effect\n");
}

// 1e12 x 2^11 = 2e15 requests in the twelfth month.
TEST(ScenarioReader, DemandMayNotGrowBeyondAllBounds) {
  std::string text;
  EXPECT_FALSE(load(kFullScenario,
                    {{"workloads.gen.demand.requests", "1e12 requests/month"},
                     {"workloads.gen.demand.growth", "100 %/month"},
                     {"horizon", "12 months"},
                     {"sites.colo.pue", "1.3"}},
                    &text));
  EXPECT_NE(
      text.find("--set workloads.gen.demand.growth: error: workloads.gen.demand grows to 2.05e+15 "
                "requests/month in 2027-12; at most 1e+13 is computed"),
      std::string::npos)
      << text;
}

TEST(ScenarioDefaults, ListsWhatIsActiveAndLeftOut) {
  const auto loaded = load(
      "name: x\nsites: {va: {electricity: 0.1 USD/kWh, pue: 1.2}}\n"
      "fleet: {a: {owned: {server: s, site: va, count: 3}}}\n"
      "training: {t: {gpu_hours: 5 GPU h, price: 1 USD/GPU/h}}\n",
      {});
  ASSERT_TRUE(loaded);
  std::map<std::string, std::string> used;
  for (const DefaultUsed& row : defaults_used(*loaded)) {
    EXPECT_FALSE(row.doc.empty()) << row.path;
    used[row.path] = row.value;
  }
  EXPECT_EQ(used["finance.discount_rate"], "8 %/year");
  EXPECT_EQ(used["finance.terminal_value"], "net_book_value");
  EXPECT_EQ(used["horizon"], "36 months");
  EXPECT_EQ(used["start"], "2027-01");
  EXPECT_EQ(used["simulation.warm_up"], "3600 s");
  EXPECT_EQ(used["fleet.a.owned.price"], "the catalogue's system price");
  EXPECT_EQ(used["fleet.a.owned.book_life"], "60 months");
  EXPECT_FALSE(used.contains("fleet.a.owned.count"));
  EXPECT_FALSE(used.contains("fleet.a.owned.disposal.month"));
  EXPECT_FALSE(used.contains("training.t.mfu"));  // has a meaning only beside `tokens`
  EXPECT_FALSE(used.contains("fleet.a.cloud.pue"));
}

TEST(Set, ChangesEveryKindOfValue) {
  const auto loaded = load(kFullScenario, {{"finance.discount_rate", "7 %/year"},
                                           {"fleet.h100.a.owned.count", "9"},
                                           {"fleet.h100.a.owned.residual", "0.2"},
                                           {"fleet.h100.b.owned.paid", "2027-02"},
                                           {"horizon", "4 years"},
                                           {"catalog.0", "other.csv"},
                                           {"catalog.1", "more.csv"},
                                           {"workloads.web.demand.growth", "60 %/year"},
                                           {"workloads.web.demand.hour_of_day.3", "7"},
                                           {"workloads.web.slo.ttft", "1 s"},
                                           {"workloads.people.slo.ttft", "2 s"},
                                           {"simulation.compression_bracket", "true"},
                                           {"models.llama.weights", "int4"},
                                           {"sites.colo.colocation.includes", "[power]"},
                                           {"sites.ashburn.pue", "1.5"},
                                           {"seed", "7"},
                                           {"staff.new one", "{salary: 5_000 USD/month}"},
                                           {"name", "renamed"}});
  ASSERT_TRUE(loaded);
  const Scenario& s = loaded->scenario;
  EXPECT_DOUBLE_EQ(s.finance.discount_rate.per_year, 0.07);
  EXPECT_EQ(find_named(s.fleet, "h100.a")->owned->count, 9);
  EXPECT_EQ(find_named(s.fleet, "h100.b")->owned->count, 2);
  EXPECT_DOUBLE_EQ(find_named(s.fleet, "h100.a")->owned->residual.value, 0.2);
  EXPECT_EQ(find_named(s.fleet, "h100.b")->owned->paid, (YearMonth{2027, 2}));
  EXPECT_EQ(s.horizon.count, 48);
  EXPECT_EQ(s.catalog, (std::vector<std::string>{"other.csv", "more.csv"}));
  EXPECT_NEAR(std::pow(1 + find_named(s.workloads, "web")->demand->growth.per_month, 12), 1.6,
              1e-12);
  EXPECT_DOUBLE_EQ(find_named(s.workloads, "web")->demand->hour_of_day[3], 7);
  EXPECT_DOUBLE_EQ(find_named(s.workloads, "web")->slo->ttft->base(), 1);
  EXPECT_DOUBLE_EQ(find_named(s.workloads, "people")->slo->ttft->base(), 2);
  EXPECT_TRUE(s.simulation.compression_bracket);
  EXPECT_EQ(find_named(s.models, "llama")->weights, Precision::kInt4);
  EXPECT_EQ(find_named(s.sites, "colo")->colocation->includes.size(), 1u);
  EXPECT_DOUBLE_EQ(*find_named(s.sites, "ashburn")->pue, 1.5);
  EXPECT_EQ(s.seed, 7);
  EXPECT_DOUBLE_EQ(find_named(s.staff, "new one")->salary->first().base(), 5000);
  EXPECT_EQ(s.name, "renamed");
  EXPECT_EQ(place_of(*loaded, "finance.discount_rate").file, "--set finance.discount_rate");
  EXPECT_EQ(place_of(*loaded, "finance.terminal_value").file, "s.yaml");
}

TEST(Set, LastOneOfAPathWins) {
  const auto loaded = load("name: x\n", {{"seed", "1"}, {"seed", "2"}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->scenario.seed, 2);
}

struct BadSet {
  std::string path, value, text;
};

TEST(Set, MistakesAreExplainedLikeThoseInTheFile) {
  const std::string set = "--set ";
  const BadSet cases[] = {
      {"finance.discuont_rate", "9 %/year",
       ": error: unknown key 'discuont_rate' in finance; did you mean 'discount_rate'?\n"},
      {"finance.discount_rate", "9",
       ": error: finance.discount_rate needs a unit: write e.g. '9 %/year'\n"},
      {"finance.discount_rate", "",
       ": error: finance.discount_rate has no value; fill it in or remove the key\n"},
      {"fleet.h100.a.owned.count", "0",
       ": error: fleet.h100.a.owned.count = '0' is out of range: 1 to 1000000\n"},
      {"fleet.h100.a.owned.server.name", "x",
       ": error: 'fleet.h100.a.owned.server' is a single value: nothing lies below it\n"},
      {"catalog.7", "x.csv",
       ": error: '7' is not an index of 'catalog'; the last is 0, and 1 appends\n"},
      {"catalog.x", "x.csv",
       ": error: 'x' is not an index of 'catalog'; the last is 0, and 1 appends\n"},
      {"fleet..count", "4", ": error: the path has an empty part\n"},
      {"seed", "[1",
       ": error: not valid YAML: end of sequence flow not found; a list that starts with '[' ends "
       "with ']'\n"},
      {"sites.ashbrun", "{pue: 1.2, electricity: 0.1 USD/h}",
       ": error: '0.1 USD/h' is a price per time; sites.ashbrun.electricity needs USD/kWh; write "
       "e.g. '1 USD/kWh'\n"
       "--set sites.ashbrun: error: 'ashbrun' is a new entry of sites; did you mean 'ashburn'?\n"},
      {"sites.ashburn", "{pue: 1.2, electricity: 0.1 USD/h}",  // there already: not a new entry
       ": error: '0.1 USD/h' is a price per time; sites.ashburn.electricity needs USD/kWh; write "
       "e.g. '1 USD/kWh'\n"},
      {"name", "x: y",
       ": error: name is a section with keys; it must be a single value; quote a text with YAML's "
       "own characters: --set 'name=\"...\"'\n"},
      {"name", "chat: a: b",
       ": error: not valid YAML: illegal map value; quote a text with YAML's own characters: --set "
       "'name=\"...\"'\n"},
      {"name", "@home",
       ": error: not valid YAML: unknown token; quote a text with YAML's own characters: --set "
       "'name=\"...\"'\n"},
      {"name", "Plan #2",
       ": error: what follows ' #' in 'Plan #2' would be a comment; quote a text with YAML's own "
       "characters: --set 'name=\"...\"'\n"},
      {"fleet.burst.owned", "{server: s, site: colo}",
       ": error: fleet.burst has both 'cloud' and 'owned'; give exactly one of 'owned', "
       "'cloud'\n"},
      {"serving.chat-70b.fleet", "h100",
       ": error: serving.chat-70b.fleet: there is no 'h100' in fleet; did you mean 'h100.a' or "
       "'h100.b'?\n"},
  };
  for (const BadSet& bad : cases) {
    std::string text;
    EXPECT_FALSE(load(kFullScenario, {{bad.path, bad.value}}, &text)) << bad.path;
    EXPECT_EQ(text, set + bad.path + bad.text);
  }
}

// Every place that the file can give, --set can give too, with the same check.
TEST(Set, ReachesEveryWrittenValue) {
  const auto loaded = load(kFullScenario, {});
  ASSERT_TRUE(loaded);
  for (const auto& [path, place] : *loaded->places) {
    if (path.empty()) {
      continue;
    }
    std::string text;
    EXPECT_FALSE(load(kFullScenario, {{path, "~"}}, &text)) << path;
    EXPECT_NE(text.find(fmt::format("--set {0}: error: {0} has no value", path)), std::string::npos)
        << path << "\n"
        << text;
  }
}

TEST(Set, NeedsAnEqualsSign) {
  Diagnostics diagnostics;
  EXPECT_FALSE(parse_override("finance.discount_rate", diagnostics));
  EXPECT_FALSE(parse_override("=4", diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 2);
  const auto change = parse_override(" a.b = c=d ", diagnostics);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->path, "a.b");
  EXPECT_EQ(change->value, "c=d");
}

}  // namespace
}  // namespace costwright::testing
