// The list of metrics: every record is whole, names are read as people write them, and the worst of
// several keys counts.
#include "study/outcome/metrics.h"

#include <set>

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

TEST(Metrics, EveryRecordHasNameLabelUnitDocAndValue) {
  std::set<std::string_view> names;
  for (const Metric& metric : metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name << " stands twice";
    EXPECT_FALSE(metric.section.empty()) << metric.name;
    EXPECT_FALSE(metric.label.empty()) << metric.name;
    EXPECT_FALSE(metric.doc.empty()) << metric.name;
    EXPECT_NE(metric.value, nullptr) << metric.name;
  }
  for (const char* latency : {"ttft", "tpot", "itl", "e2e"}) {
    for (const char* quantile : {"p50", "p90", "p95", "p99"}) {
      EXPECT_TRUE(names.contains(fmt::format("{}_{}", latency, quantile)));
      // They are read beside each other.
      const Metric& written = metric(fmt::format("{}_{}", latency, quantile));
      EXPECT_EQ(written.decimals, metric(fmt::format("{}_p50", latency)).decimals) << written.name;
      EXPECT_EQ(written.unit, "s") << written.name;
    }
  }
}

TEST(Metrics, AreNamedWithTheirKeyInBrackets) {
  Diagnostics diagnostics;
  const auto whole = parse_metric("tco", diagnostics);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->metric, &metric("tco"));
  const auto keyed = parse_metric("e2e_p95[support-chat]", diagnostics);
  ASSERT_TRUE(keyed);
  EXPECT_EQ(keyed->metric->name, "e2e_p95");
  EXPECT_EQ(keyed->key, "support-chat");
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_FALSE(parse_metric("tcoo", diagnostics));
  EXPECT_FALSE(parse_metric("tco[chat]", diagnostics));
  EXPECT_FALSE(parse_metric("e2e_p95[chat", diagnostics));
  EXPECT_NE(diagnostics.text().find("did you mean 'tco'"), std::string::npos);
}

TEST(Metrics, WithoutAKeyTheWorstCounts) {
  Evaluation evaluation;
  for (const double share : {0.9, 0.7, 0.8}) {
    WorkloadOutcome& workload = evaluation.outcome.workloads.emplace_back();
    workload.name = fmt::format("w{}", evaluation.outcome.workloads.size());
    workload.slo_share = share;
    workload.dropped = 100 * share;
  }
  Diagnostics diagnostics;
  const auto value = [&](const char* name) {
    return value_of(evaluation, parse_metric(name, diagnostics).value());
  };
  EXPECT_EQ(value("slo_attainment"), 0.7);     // higher is better
  EXPECT_EQ(value("requests_dropped"), 90.0);  // lower is better
  EXPECT_EQ(value("slo_attainment[w3]"), 0.8);
  EXPECT_EQ(value("slo_attainment[nobody]"), std::nullopt);
}

}  // namespace
}  // namespace costwright::testing
