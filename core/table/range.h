#pragma once
// A range of values in words, for people.
#include <string>

#include "core/table/table.h"

namespace costwright {

// "(11.6-13.5 M, 90%)": rounded outwards to three digits each or as many as the spread needs; ""
// without both ends, or when they look alike at their own decimals.
std::string range_text(const Cell& low, const Cell& high);

}  // namespace costwright
