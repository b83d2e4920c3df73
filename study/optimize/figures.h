#pragma once
// What one choice came to, as far as a search needs it: every metric that is a number, and how well
// the service does. Small enough to be kept for every choice that was tried (journal.h).
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "study/outcome/evaluation.h"
#include "study/outcome/metrics.h"

namespace costwright::study {

// A metric with its range, and what it is at both ends of the models' speed (its own value where
// there is no such end).
struct Figure {
  double value{}, low{}, high{}, fast{}, slow{};
  friend bool operator==(const Figure&, const Figure&) = default;
};

// At one effort.
struct Tried {
  std::string why;                        // not empty: no such scenario, and nothing else is known
  std::map<std::string, Figure> figures;  // by name: "tco", "e2e_p95[chat]"
  // Workloads' months below their SLO or above their capacity, as a share of all of them.
  double months_missed{};
  double month_share{};       // what one of them counts
  double nearest_target = 1;  // least distance of a workload's share within the SLO to its target
  double requests{};          // simulated
  std::uint64_t work{};       // equal: the same simulations
  friend bool operator==(const Tried&, const Tried&) = default;
};

Tried tried(const Evaluation& evaluation);
// Of the simulations.
std::uint64_t work_of(const Evaluation& evaluation);

// A change is within half of the range of a figure that does not rest on the speed of machines,
// which both have in common: of an accuracy.
bool is_within_own_error(const Figure& figure, double change);

// Null when there is no such figure. Without a key the worst of all keys counts, as value_of().
const Figure* find_figure(const Tried& tried, const MetricName& name);

}  // namespace costwright::study
