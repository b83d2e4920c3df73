#pragma once
// The trade-off as an SVG picture, drawn without a display: what was evaluated, the front, the
// recommended point and today, by the first two objectives; with one objective by that and
// the SLO's months.
#include <string>

namespace costwright::study {

struct Optimization;
std::string front_picture(const Optimization& found);

}  // namespace costwright::study
