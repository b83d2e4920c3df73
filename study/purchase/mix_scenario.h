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
};

struct MixParts {
  ScenarioTree base;  // as written, without `strategies`
  std::string entry;  // that the mix replaces
  YamlNode as_written;
  std::vector<std::string> deployments;  // that run on it
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
ScenarioTree with_more(const MixParts& parts, const MixPart& option, const MixPurchase& when);
// In place of those that are there.
ScenarioTree with_purchases(const MixParts& parts, const std::vector<MixPurchase>& purchases);

}  // namespace costwright::study
