#include "tests/study/effort/promise.h"

#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "core/scenario/scenario.h"
#include "study/plan/plan.h"
#include "study/study.h"

namespace costwright::testing {
namespace {

using study::Evaluation;

class FigureList {
 public:
  explicit FigureList(const Evaluation& evaluation) : evaluation_(evaluation) {}

  std::vector<Figure> all() {
    const auto& finance = evaluation_.finance;
    add(FigureKind::kMoney, "tco", static_cast<double>(finance.tco));
    const auto& months = evaluation_.monthly->physical.months;
    add_fleet(months);
    add_latencies(evaluation_.monthly->latencies->horizon);
    scope_ = FigureScope::kMonth;
    for (std::size_t m = 0; m < months.size(); ++m) {
      prefix_ = to_string(months[m].month) + " ";
      add(FigureKind::kMoney, "expense", expense_in(months[m].month));
      add_fleet({&months[m], 1});
      add_latencies(evaluation_.monthly->latencies->months[m]);
    }
    return std::move(figures_);
  }

 private:
  void add(FigureKind kind, const std::string& name, double value) {
    figures_.push_back({scope_, kind, prefix_ + name, value});
  }

  double expense_in(YearMonth month) const {
    Minor sum = 0;
    for (const LedgerLine& line : evaluation_.ledger.lines) {
      sum += line.period == month ? line.expense : 0;
    }
    return static_cast<double>(sum);
  }

  void add_fleet(std::span<const PhysicalMonth> months) {
    double energy_kwh = 0;
    double hours = 0;
    for (const PhysicalMonth& month : months) {
      for (const FleetMonth& fleet : month.fleet) {
        energy_kwh += fleet.it_kwh;
        hours += fleet.device_hours_on;
      }
    }
    add(FigureKind::kMean, "it_kwh", energy_kwh);
    add(FigureKind::kMean, "device_hours_on", hours);
  }

  void add_latencies(const std::vector<study::Latency>& by_workload) {
    for (std::size_t w = 0; w < by_workload.size(); ++w) {
      const std::string& workload = evaluation_.scenario().workloads[w].first;
      add_latency("ttft", workload, by_workload[w].ttft);
      add_latency("tpot", workload, by_workload[w].tpot);
      add_latency("itl", workload, by_workload[w].itl);
      add_latency("e2e", workload, by_workload[w].e2e);
    }
  }

  void add_latency(const char* metric,
                   const std::string& workload,
                   const LatencyHistogram& histogram) {
    add(FigureKind::kMean, fmt::format("{}_mean[{}]", metric, workload), histogram.mean_s());
    for (const int percent : {50, 90, 95, 99}) {
      add(FigureKind::kPercentile, fmt::format("{}_p{}[{}]", metric, percent, workload),
          histogram.quantile_s(percent / 100.0));
    }
  }

  const Evaluation& evaluation_;
  FigureScope scope_ = FigureScope::kHorizon;
  std::string prefix_;
  std::vector<Figure> figures_;
};

// Of a reference; 0 for what is none and meant to be.
double relative(double difference, double mean) {
  return difference == 0 ? 0 : difference / std::abs(mean);
}

}  // namespace

std::vector<Figure> figures_of(const Evaluation& evaluation) {
  return FigureList(evaluation).all();
}

SimulatedShare simulated_share(const Evaluation& evaluation) {
  SimulatedShare share{evaluation.simulated_requests, 0};
  for (const study::Simulation& run : evaluation.plan->simulations) {
    share.of_full += run.requests_expected;
  }
  return share;
}

std::vector<Reference> references_of(const std::vector<std::vector<Figure>>& by_seed) {
  const auto seeds = static_cast<double>(by_seed.size());
  std::vector<Reference> references(by_seed.front().size());
  for (std::size_t f = 0; f < references.size(); ++f) {
    double sum = 0;
    for (const auto& figures : by_seed) {
      sum += figures[f].value;
    }
    const double mean = sum / seeds;
    double squares = 0;
    for (const auto& figures : by_seed) {
      squares += (figures[f].value - mean) * (figures[f].value - mean);
    }
    references[f] = {mean, std::sqrt(squares / (seeds - 1) / seeds)};
  }
  return references;
}

double stated_precision(Effort effort, FigureKind kind) {
  const bool is_quick = effort == Effort::kQuick;
  switch (kind) {
    case FigureKind::kMoney:
      return is_quick ? 0.003 : 0.0005;
    case FigureKind::kMean:
      return is_quick ? 0.03 : 0.01;
    case FigureKind::kPercentile:
      return is_quick ? 0.08 : 0.03;
    case FigureKind::kRequests:
      break;
  }
  return std::numeric_limits<double>::infinity();
}

bool Judged::is_uncertain() const {
  return relative(reference.standard_error, reference.mean) >
         stated_precision(effort, figure.kind) / 3;
}

double Judged::times_stated() const {
  if (std::isnan(figure.value)) {
    return std::numeric_limits<double>::infinity();
  }
  return relative(std::abs(figure.value - reference.mean), reference.mean) /
         stated_precision(effort, figure.kind);
}

std::vector<Judged> judged(Effort effort,
                           const std::vector<Figure>& figures,
                           const std::vector<Reference>& references) {
  std::vector<Judged> all;
  for (std::size_t f = 0; f < figures.size(); ++f) {
    all.push_back({effort, figures[f], references[f]});
  }
  return all;
}

void Tally::add(const Judged& one, const std::string& scenario) {
  if (std::isnan(one.reference.mean)) {
    return;  // there is no such figure
  }
  if (one.is_uncertain()) {
    ++uncertain_;
    return;
  }
  const double times = one.times_stated();
  ++certain_;
  within_ += times <= 1 ? 1 : 0;
  within_three_ += times <= 3 ? 1 : 0;
  if (times > worst_) {
    worst_ = times;
    worst_figure_ = scenario + ": " + one.figure.name;
  }
}

}  // namespace costwright::testing
