#pragma once
// The way of a slider: the values that it stops at.
#include <vector>

#include <QString>

#include "study/inputs/field_number.h"

namespace costwright::gui {

// Multiples of a step of 1, 2 or 5 times a power of ten, from nothing to twice the value as far as
// the field's range lets it, and in their place among them the value itself, which need not be a
// multiple. At most four digits tell one from the next; whole numbers are whole.
struct LeverWay {
  std::vector<QString> texts;  // with their unit, ascending: at least the start
  std::vector<double> values;
  int start = 0;  // where it begins

  int nearest(double value) const;
};

LeverWay lever_way(const study::FieldNumber& start, const QString& start_text);

}  // namespace costwright::gui
