#pragma once
// Alternatives side by side. The first column is the baseline; every other column is shown with its
// difference to it (study/compare/difference.h), in every metric that one of them has: of the
// whole, by category, component, year, workload. Each column is a whole answer of its own, with its
// marks, and depends on no other: adding one changes none.
// * A sum over ledger lines that an alternative does not have (cloud cost of an owned fleet) is 0
//   for it; any other figure that it lacks is blank, and so is its difference.
// * An alternative that cannot serve its demand, or misses its SLO in some month, stays in the
// table
//   and does not win: the verdict names it, and what it lacks.
// What it does not do: bring alternatives to the same demand, horizon or SLO. `remarks` says where
// they differ in start, horizon or served requests.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "study/compare/crossings.h"
#include "study/compare/difference.h"
#include "study/outcome/evaluation.h"
#include "study/outcome/metrics.h"

namespace costwright::study {

struct Alternative {
  std::string name;  // of the column
  Evaluation evaluation;
};

// The speed of the language models: as predicted, and at both ends of its error.
enum class Speed { kPredicted, kFast, kSlow };
inline constexpr std::array kSpeeds{Speed::kPredicted, Speed::kFast, Speed::kSlow};
// The evaluation's own where it has no ends: nothing in it depends on the speed.
const Figures& figures_at(const Evaluation& evaluation, Speed speed);

// A metric in every column.
struct ComparedRow {
  const Metric* metric{};
  std::string key;
  std::vector<MetricRow> columns;
  std::vector<Difference> differences;  // to the first column, by column; its own is 0
};

// Who has the best of a metric of the whole, at one speed.
struct Winner {
  std::optional<std::size_t> column;  // none: nobody may win
  // Better by the figure alone, but saturated or below the SLO.
  std::vector<std::size_t> disqualified;
  bool is_tie = false;  // another column has the same figure
};
struct Verdict {
  const Metric* metric{};
  std::array<Winner, kSpeeds.size()> at;  // by Speed
};

struct Comparison {
  std::vector<std::string> names;  // of the columns
  std::string currency;
  double hours{};  // of the first one's horizon
  std::vector<ComparedRow> rows;
  // By column and speed: "chat: demand above capacity in 2027-03"; empty: fit to win.
  std::vector<std::array<std::vector<std::string>, kSpeeds.size()>> faults;
  std::vector<std::array<Crossings, kSpeeds.size()>> crossings;  // by column; of the first: none
  std::vector<Verdict> verdicts;  // TCO, present value of cost; NPV where all state a benefit
  std::vector<std::string> remarks;
};

// At least one alternative.
Comparison compare(const std::vector<Alternative>& alternatives);

}  // namespace costwright::study
