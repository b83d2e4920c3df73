#pragma once
// The trade-off as a picture, drawn without a display: what was evaluated, the front, the
// recommended point and today, by the first two objectives; with one objective by that and
// the SLO's months.
#include <optional>
#include <string>

#include "core/diagnostics.h"

namespace costwright::study {

struct TradeOff;
std::string trade_off_picture(const TradeOff& record);  // SVG

// An SVG of ours as PNG, of twice its size; letters look as the machine's fonts do. Nullopt with an
// error when it cannot be drawn.
std::optional<std::string> png_of(const std::string& svg, Diagnostics& diagnostics);

}  // namespace costwright::study
