#pragma once
// The fewest machines with which every workload serves its demand and meets its SLO (none: 99 % of
// it is served) in every month, and the fewest of each month: the plan of purchases.
//   sought   from what the scenario has upwards by doubling, then by halving, at effort quick; then
//            step by step at the scenario's own effort, until each count does and one less does not
//   plan     each month needs the fewest that do in this month; what was bought stays. In each
//            month the machines are those of a scenario that has as many all the time
// More machines are taken never to do harm; where they do (a month that fails at the fewest count
// of all), the next greater count that does in every month is the answer.
// At the predicted speed; which months would fail at the slow end of its error is told.
#include <optional>
#include <string>
#include <vector>

#include "study/seek/trials.h"

namespace costwright::study {

struct SizeRequest {
  std::string vary;  // a path of a whole number: "fleet.h100.owned.count"
  std::string from = {},
              to = {};  // "": from the least that the field may be to 16 times what it is
};

struct SizedMonth {
  YearMonth month;
  int needed{};    // fewest that do in this month
  int machines{};  // that are there: as many as any month until now needs
  // Of the deployment that is busiest for what it can do; none where it is not known.
  std::optional<double> load;
  std::string busiest;
};

struct Size {
  ScalarField field;
  int from = 0, to = 0;                   // that were looked at
  std::optional<int> fewest = {};         // nullopt: even `to` does not do
  std::vector<std::string> at_most = {};  // then: what is wrong at `to`
  std::vector<SizedMonth> months = {};
  std::vector<DeploymentOutcome> deployments = {};  // with `fewest` all the time
  std::vector<YearMonth> missed_when_slow = {};     // with `fewest`, at the slow end of the speed
  bool is_searched_quick = false;
  int evaluated = 0, simulated = 0;
};

// Nullopt with an error when the scenario, the field or its range is wrong.
std::optional<Size> size_of(const Inputs& inputs,
                            const ScenarioSource& source,
                            const SizeRequest& request,
                            const EvaluateOptions& options,
                            Diagnostics& diagnostics);

std::string size_text(const Size& size);
// {"field": ..., "fewest": ..., "months": [...], "deployments": [...]}
std::string size_json(const Size& size);

}  // namespace costwright::study
