#include "core/catalog/catalog.h"
#include "core/scenario/scenario.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

// A row of the summary: a metric, or something said of the run.
struct Row {
  std::string section, metric, key;
  Cell value, low, high;
  std::string unit;
  Mark mark = Mark::kNone;
  std::string note;
};

const std::vector<ReportColumn<Row>>& columns() {
  static const std::vector<ReportColumn<Row>> columns{
      {"section", "",
       [](const Row& row) {
         return row.section;
       }},
      {"metric", "",
       [](const Row& row) {
         return row.metric;
       }},
      {"key", "",
       [](const Row& row) {
         return row.key;
       }},
      {"value", "",
       [](const Row& row) {
         return row.value;
       }},
      {"low", "",
       [](const Row& row) {
         return row.low;
       }},
      {"high", "",
       [](const Row& row) {
         return row.high;
       }},
      {"unit", "",
       [](const Row& row) {
         return row.unit;
       }},
      {"mark", "",
       [](const Row& row) {
         return row.mark == Mark::kNone ? Cell() : Cell(std::string(to_string(row.mark)));
       }},
      {"note", "",
       [](const Row& row) {
         return row.note;
       }},
  };
  return columns;
}

class SummaryBuilder {
 public:
  SummaryBuilder(const Evaluation& evaluation, const std::vector<MetricRow>& metrics)
      : evaluation_(evaluation), metrics_(metrics) {}

  Table make() {
    scenario();
    auto at = metrics_.begin();
    for (const std::string& section : sections()) {
      for (; at != metrics_.end() && at->metric->section == section; ++at) {
        add(*at);
      }
      behind(section);
    }
    basis();
    return report_of("summary", "Summary", columns(), rows_);
  }

 private:
  static std::vector<std::string> sections() {
    std::vector<std::string> names;
    for (const Metric& metric : metrics()) {
      if (names.empty() || names.back() != metric.section) {
        names.emplace_back(metric.section);
      }
    }
    return names;
  }

  void add(const MetricRow& row) {
    rows_.push_back({std::string(row.metric->section), std::string(row.metric->name), row.key,
                     row.value, row.low, row.high,
                     unit_text(*row.metric, evaluation_.scenario().currency), row.mark, row.note});
  }
  void say(const char* section,
           const std::string& what,
           const std::string& key,
           Cell value,
           const std::string& unit,
           const std::string& note = "") {
    rows_.push_back({section, what, key, std::move(value), {}, {}, unit, Mark::kNone, note});
  }

  void scenario() {
    const Scenario& s = evaluation_.scenario();
    say("scenario", "name", "", s.name, "");
    // YAML's folded text ends with a line break, which a spreadsheet would show.
    const std::string words = s.description.substr(0, s.description.find_last_not_of(" \n") + 1);
    say("scenario", "description", "", words.empty() ? Cell() : Cell(words), "");
    say("scenario", "start", "", to_string(s.start), "month");
    say("scenario", "horizon", "", std::int64_t{s.horizon.count}, "months");
    say("scenario", "seed", "", Ordinal{s.seed}, "");
    say("scenario", "catalogue_digest", "", fmt::format("{:016x}", evaluation_.catalog->digest),
        "");
  }

  // What a section says beside its metrics.
  void behind(const std::string& section) {
    if (section == "breakdown") {
      for (const auto& item : evaluation_.ledger.not_declared) {
        say("breakdown", "not_declared", item, Cell(), "",
            "no figures in the scenario; not counted as 0");
      }
    } else if (section == "sanity") {
      const FactCounts& facts = evaluation_.fact_counts;
      say("sanity", "catalogue_figures_used", "", std::int64_t{facts.all}, "");
      say("sanity", "catalogue_figures_estimated", "", std::int64_t{facts.estimates}, "",
          "see provenance.csv");
      say("sanity", "catalogue_figures_unverified", "", std::int64_t{facts.unverified}, "",
          "see provenance.csv");
    }
  }

  void basis() {
    say("basis", "typical_days", "", std::int64_t{evaluation_.plan->days.count}, "days",
        fmt::format("distinct days of the declared week; each simulated in full{}",
                    evaluation_.plan->days.repeats == 1
                        ? ""
                        : fmt::format(", {} times", evaluation_.plan->days.repeats)));
    say("basis", "warm_up", "", figure(static_cast<double>(evaluation_.plan->warm_up) * 1e-12, 0),
        "s", "simulated first and dropped");
    say("basis", "distinct_simulations", "", std::int64_t(evaluation_.plan->simulations.size()),
        "");
    for (const auto& b : evaluation_.plan->bases) {
      trace(b);
    }
    for (const auto& text : caveats(evaluation_)) {
      say("basis", "caveat", "", text, "");
    }
  }

  void trace(const WorkloadBasis& b) {
    const auto& name = evaluation_.scenario().workloads[b.workload].first;
    if (b.trace_window_s > 0) {
      say("basis", "trace_window", name, figure(b.trace_window_s, 1), "s");
      if (b.trace_from_s > 0) {
        say("basis", "trace_from", name, figure(b.trace_from_s, 1), "s",
            "where the window begins, since the file's first request");
      }
      say("basis", "trace_rows", name, b.trace_rows, "rows");
      say("basis", "trace_bad_rows", name, b.bad_rows, "rows");
      say("basis", "trace_rows_too_long", name, b.rows_too_long, "rows",
          "need more KV cache than a replica has; each such request is dropped");
      say("basis", "share_of_month", name,
          percent(b.trace_window_s / (hours_in(evaluation_.scenario().start) * 3600.0)), "ratio",
          "trace window / first month");
    }
    if (!b.peak_scale.empty()) {
      say("basis", "scale_factor_first_month", name, figure(b.peak_scale.front(), 3), "x",
          "busiest hour / the trace's own rate");
      say("basis", "scale_factor_last_month", name, figure(b.peak_scale.back(), 3), "x",
          "busiest hour / the trace's own rate");
    }
  }

  const Evaluation& evaluation_;
  const std::vector<MetricRow>& metrics_;
  std::vector<Row> rows_;
};

}  // namespace

Table summary_table(const Evaluation& evaluation) {
  return summary_table(evaluation, metric_rows(evaluation));
}

Table summary_table(const Evaluation& evaluation, const std::vector<MetricRow>& rows) {
  return SummaryBuilder(evaluation, rows).make();
}

}  // namespace costwright::study
