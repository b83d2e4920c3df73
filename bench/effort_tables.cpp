#include <map>
#include <tuple>

#include <fmt/format.h>

#include "bench/effort_rows.h"

namespace costwright::bench {
namespace {

using testing::FigureKind;
using testing::FigureScope;
using testing::Judged;
using testing::Tally;

std::string cells(const Tally& tally) {
  return fmt::format("{} | {} | {:.1f} % | {:.2f} % | {:.1f} | {} |", tally.certain(),
                     tally.uncertain(), 100 * tally.share_within(),
                     100 * tally.share_within_three(), tally.worst(), tally.worst_figure());
}

constexpr const char* kTallyColumns =
    "figures | uncertain | within | within 3 x | worst | that is |";

std::string by_kind(const std::vector<EffortRows>& all) {
  std::map<std::tuple<Effort, FigureScope, FigureKind>, Tally> tallies;
  for (const EffortRows& of : all) {
    for (const Judged& row : of.rows) {
      if (row.figure.kind != FigureKind::kRequests) {
        tallies[{of.effort, row.figure.scope, row.figure.kind}].add(row, of.scenario);
      }
    }
  }
  std::string text = fmt::format(
      "| effort | figures of a | kind | stated | {}\n|---|---|---|---|---|---|---|---|---|---|\n",
      kTallyColumns);
  for (const auto& [key, tally] : tallies) {
    const auto& [effort, scope, kind] = key;
    text += fmt::format("| {} | {} | {} | {:.2g} % | {}\n", to_string(effort),
                        testing::kFigureScopes[static_cast<std::size_t>(scope)],
                        testing::kFigureKinds[static_cast<std::size_t>(kind)],
                        100 * testing::stated_precision(effort, kind), cells(tally));
  }
  return text;
}

struct Family {
  Tally tally;
  double simulated = 0, of_full = 0;
  int scenarios = 0;
};

std::string by_family(const std::vector<EffortRows>& all) {
  std::map<std::tuple<Effort, std::string>, Family> families;
  for (const EffortRows& of : all) {
    if (of.effort == Effort::kFull) {
      continue;  // simulates all
    }
    Family& family = families[{of.effort, of.family}];
    ++family.scenarios;
    for (const Judged& row : of.rows) {
      if (row.figure.kind == FigureKind::kRequests) {
        family.simulated += row.figure.value;
        family.of_full += row.reference.mean;
      } else {
        family.tally.add(row, of.scenario);
      }
    }
  }
  std::string text = fmt::format(
      "| effort | family | scenarios | M requests simulated | of all | {}\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n",
      kTallyColumns);
  for (const auto& [key, family] : families) {
    text += fmt::format("| {} | {} | {} | {:.2f} | {:.1f} % | {}\n", to_string(std::get<0>(key)),
                        std::get<1>(key), family.scenarios, family.simulated / 1e6,
                        family.of_full > 0 ? 100 * family.simulated / family.of_full : 0,
                        cells(family.tally));
  }
  return text;
}

}  // namespace

std::string effort_tables(const std::vector<EffortRows>& all) {
  return by_kind(all) + "\n" + by_family(all);
}

}  // namespace costwright::bench
