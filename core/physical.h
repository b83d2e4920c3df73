#pragma once
// The physical result that is priced: per calendar month, what ran on the fleet and what was
// served. Made by study from simulated windows and the calendar; core/cost turns it into a Ledger.
// No money.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/calendar.h"

namespace costwright {

inline constexpr std::size_t kHoursAWeek = std::size_t{7} * 24;

// A fleet entry in one month. Devices = accelerators (or CPUs, FPGAs) of the entry.
struct FleetMonth {
  double servers{};  // in service (owned) or rented (cloud)
  double devices{};
  double hours{};              // of the calendar month
  double device_hours_on{};    // devices x hours, less those of rented devices given back
  double device_hours_busy{};  // inside iterations, all deployments on it; <= on
  double it_kwh{};             // at the servers' plugs, idle power included; before PUE
  double peak_it_kw{};         // highest 15-minute mean
  // Of rented servers that come and go within the day: how many are there in each hour of the week,
  // from Monday's first on (UTC), on average over the month. Empty: evenly.
  std::vector<double> by_hour;
};

struct BusyElsewhere {
  std::size_t fleet{};  // index into PhysicalMonth::fleet
  double device_hours{};
};

// A workload in one month (calendar-weighted from the simulated window; not integers any more).
struct WorkloadMonth {
  double offered{}, served{}, dropped{}, timed_out{};  // requests
  double input_tokens{}, output_tokens{};              // of served requests
  double user_actions{};                 // served / calls_per_action, when population is given
  double slo_met{};                      // served within every declared limit; all, without any
  double from_cache{};                   // of the served: answered by the application's cache
  double device_hours_busy{};            // its share of its deployments' busy device-hours
  std::vector<BusyElsewhere> elsewhere;  // of these, where other deployments than `served_by` are
  bool saturated = false;                // more than 1 % of the offered requests not served
  bool simulated = false;                // false: declared volumes
  double slo_input_tokens{}, slo_output_tokens{};  // of the slo_met
  // Prompt tokens of its deployments that the prefix cache had, and that were computed. Workloads
  // that share a deployment are not told apart.
  double prefix_cached{}, prefix_computed{};
  double api_output_tokens{};  // of output_tokens: answered by an API, on energy that nobody knows
};

// Share of its prompts' tokens that a prefix cache had; 0 when nothing was simulated.
inline double prefix_hit_share(const WorkloadMonth& workload) {
  const double all = workload.prefix_cached + workload.prefix_computed;
  return all > 0 ? workload.prefix_cached / all : 0;
}

// What an API did for a workload in one month.
struct ApiUse {
  std::size_t deployment{};  // index into the scenario's `serving`
  std::size_t workload{};
  double requests{};        // answered
  double input_tokens{};    // of their prompts, all
  double cached_tokens{};   // of these, read from its cache
  double written_tokens{};  // and written into it
  double output_tokens{};
};

struct PhysicalMonth {
  YearMonth month;
  std::vector<FleetMonth> fleet;         // in the scenario's order
  std::vector<WorkloadMonth> workloads;  // in the scenario's order
  std::vector<ApiUse> apis;              // those that were used
};

struct Physical {
  std::vector<PhysicalMonth> months;  // the whole horizon
};

}  // namespace costwright
