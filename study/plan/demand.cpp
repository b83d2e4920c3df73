#include "study/plan/demand.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/scenario/scenario.h"

namespace costwright::study {
namespace {

std::array<double, 7> weekday_weights(const Workload& workload) {
  std::array<double, 7> weights;
  weights.fill(1);
  if (workload.demand && workload.demand->day_of_week.size() == 7) {
    std::copy_n(workload.demand->day_of_week.begin(), 7, weights.begin());
  }
  return weights;
}

std::array<double, 24> hour_weights(const Demand& demand) {
  std::array<double, 24> weights;
  weights.fill(1);
  if (demand.hour_of_day.size() == 24) {
    std::copy_n(demand.hour_of_day.begin(), 24, weights.begin());
  }
  return weights;
}

std::vector<double> hourly_rates(const std::array<double, 24>& hour_weight,
                                 const std::array<double, 7>& weekday_weight,
                                 const TypicalDays& days,
                                 double volume,
                                 YearMonth month) {
  double hours = 0;
  for (const double w : hour_weight) {
    hours += w;
  }
  double days_weighted = 0;
  const auto counts = weekday_counts(month);
  for (std::size_t d = 0; d < 7; ++d) {
    days_weighted += counts[d] * weekday_weight[d];
  }
  std::vector<double> rates(static_cast<std::size_t>(24 * days.count));
  for (std::size_t d = 0; d < 7; ++d) {
    for (std::size_t h = 0; h < 24; ++h) {
      rates[static_cast<std::size_t>(days.day_of_weekday[d]) * 24 + h] =
          volume * weekday_weight[d] * hour_weight[h] / (days_weighted * hours);
    }
  }
  return rates;
}

}  // namespace

WeekShape week_shape(const Scenario& scenario) {
  WeekShape shape;
  for (const auto& [name, workload] : scenario.workloads) {
    shape.of_workload.push_back(weekday_weights(workload));
  }
  shape.days.count = 0;
  std::vector<std::size_t> first;  // a weekday of each typical day
  for (std::size_t day = 0; day < 7; ++day) {
    const auto alike = [&](std::size_t other) {
      return std::all_of(shape.of_workload.begin(), shape.of_workload.end(),
                         [&](const auto& weights) {
                           return weights[day] == weights[other];
                         });
    };
    const auto found = std::find_if(first.begin(), first.end(), alike);
    shape.days.day_of_weekday[day] = static_cast<int>(found - first.begin());
    if (found == first.end()) {
      first.push_back(day);
      ++shape.days.count;
    }
  }
  return shape;
}

std::vector<WorkloadDemand> monthly_demand(const Scenario& scenario, const WeekShape& week) {
  std::vector<WorkloadDemand> all(scenario.workloads.size());
  for (std::size_t w = 0; w < all.size(); ++w) {
    const auto& demand = scenario.workloads[w].second.demand;
    if (!demand) {
      continue;
    }
    const auto hour_weight = hour_weights(*demand);
    for (int m = 0; m < scenario.horizon.count; ++m) {
      const double volume = requests_in(*demand, m);
      all[w].requests.push_back(volume);
      all[w].rates.push_back(
          hourly_rates(hour_weight, week.of_workload[w], week.days, volume, scenario.start + m));
    }
  }
  return all;
}

int repeats_of(const std::vector<WorkloadDemand>& demand) {
  constexpr double kEnough = 1000;  // requests of a workload
  constexpr double kFew = 100'000;  // of all together
  constexpr double kMostDays = 28;
  double rarest = 0;
  double all = 0;
  double days = 1;
  for (const WorkloadDemand& workload : demand) {
    double busiest = 0;
    for (const std::vector<double>& rates : workload.rates) {
      busiest = std::max(busiest, std::accumulate(rates.begin(), rates.end(), 0.0));
      days = static_cast<double>(rates.size()) / 24;
    }
    all += busiest;
    rarest = busiest > 0 && (rarest == 0 || busiest < rarest) ? busiest : rarest;
  }
  if (rarest == 0) {
    return 1;
  }
  const double most = std::min(kFew / all, kMostDays / days);
  return std::max(1, static_cast<int>(std::min(std::ceil(kEnough / rarest), most)));
}

}  // namespace costwright::study
