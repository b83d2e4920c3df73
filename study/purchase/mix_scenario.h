#pragma once
// The machines of a purchase mix as entries of a scenario's fleet.
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "study/purchase/purchase_mix.h"

namespace costwright::study {

struct MixPart {
  std::string name;  // of the option
  MixTerm term{};
  YamlNode machine;  // the entry of `fleet` with one of them
  Place place;
  std::string site = {};            // of an owned one
  std::optional<Power> power = {};  // of one: as stated, else the most it draws; none: not known
  std::string on_demand = {};       // the instance, of one that is rented so
  // Of an option that is a savings plan: as written, its key the plan's name. `machine` is what it
  // covers.
  std::optional<YamlNode> plan = {};
  int plan_months = 0;
};

struct MixParts {
  ScenarioTree base;  // as written, without `strategies`
  std::string entry;  // that the mix replaces
  YamlNode as_written;
  std::vector<std::string> deployments;  // that run on it
  std::string currency;
  std::vector<MixPart> options;
};

// Nullopt with an error; see purchase_mix.
std::optional<MixParts> mix_parts(const ScenarioTree& tree,
                                  const LoadedScenario& today,
                                  const Catalog& catalog,
                                  const std::string& axis,
                                  Diagnostics& diagnostics);

// As written and one machine more: of those that are there, of an option.
ScenarioTree with_more_as_written(const MixParts& parts);
// Not `serving`: nothing runs on it.
ScenarioTree with_more(const MixParts& parts,
                       const MixPart& option,
                       const MixPurchase& when,
                       bool serving = true);
// And one machine more all the time, on which nothing runs, and a plan that covers it alone.
ScenarioTree with_plan(const MixParts& parts,
                       const MixPart& machine,
                       const MixPart& plan,
                       const MixPurchase& when);
// In place of those that are there. Plans cover what is rented on demand.
ScenarioTree with_purchases(const MixParts& parts, const std::vector<MixPurchase>& purchases);

}  // namespace costwright::study
