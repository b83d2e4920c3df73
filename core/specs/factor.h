#pragma once
// A fitted figure of a performance model: what a calibration file calls it, what it may be. One
// list of them serves the file's columns, its reader, the fits and the reports.
#include <span>
#include <string_view>

namespace costwright {

template <class Factors>
struct Factor {
  std::string_view name;  // column of the calibration file
  double Factors::*member;
  double unit;       // of the file's figure, in the member's: 1, or 1e-6 for microseconds
  double low, high;  // what a file may say and a fit may find, in the file's unit
  double spread;     // of a fit's prior, as a natural logarithm; 0: none
  std::string_view doc;
};

}  // namespace costwright
