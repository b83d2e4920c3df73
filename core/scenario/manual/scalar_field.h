#pragma once
// One field of a scenario as a number: for whoever varies it. The number is in the field's own
// unit (FieldType::unit: "USD", "%/year"); months of the calendar count as 12 x year + month - 1.
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"
#include "core/scenario/field_types.h"

namespace costwright {

struct Scenario;

struct ScalarField {
  std::string path;                   // "fleet.h100.owned.price"
  FieldType type;                     // of a number: no text, choice or yes/no
  std::optional<double> value;        // what the scenario has, written or by default
  bool is_whole() const;              // a count, a number of months, a month
  std::string yaml(double at) const;  // to be read back as exactly `at`
  std::string text(double at) const;  // for people: "250,000 USD"
};

// Nullopt when no field that holds a number can stand at the path; an optional one that the
// scenario leaves out has no value, nor has a list of prices by month (its months have).
std::optional<ScalarField> scalar_field(const Scenario& scenario, const std::string& path);

// "2.5 USD" as a number of the field; nullopt with an error at `place`.
std::optional<double> parse_value(const ScalarField& field,
                                  std::string_view text,
                                  const Place& place,
                                  Diagnostics& diagnostics);

}  // namespace costwright
