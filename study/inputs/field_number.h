#pragma once
// A field's number as it is written, and how far the field lets it go: what a lever moves.
#include <optional>
#include <string>

#include "core/scenario/manual/manual.h"

namespace costwright::study {

struct FieldNumber {
  double value{};
  double least{}, most{};  // inclusive
  std::string unit;        // of all three: as written, or the field's own where that is no multiple
                           // of it ("%/month" of a rate per year)
  bool is_whole = false;

  std::string written(const std::string& number) const;  // with the unit
};

// Nullopt when the field holds no size that could be more or less (a text, a choice, a date, the
// seed of random draws), or when `text` is not one of its values.
std::optional<FieldNumber> field_number(const FieldDoc& field, const std::string& text);

// Why the field does not take this text; "" when it does. What only the whole scenario knows is not
// looked at.
std::string value_problem(const FieldDoc& field, const std::string& text);

}  // namespace costwright::study
