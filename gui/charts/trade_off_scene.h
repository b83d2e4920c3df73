#pragma once
// What a trade-off looks like by the metrics that are chosen: points of `study` as dots.
#include <optional>
#include <string>
#include <vector>

#include "gui/charts/trade_off_chart.h"
#include "study/optimize/trade_off.h"

namespace costwright::gui {

struct TradeOffLook {
  study::MetricName x, y;
  std::optional<study::MetricName> colour, size;
  bool x_is_log = false, y_is_log = false;
  std::vector<study::Limit> limits;  // the filter; they have values
  std::vector<char> brushed;         // by point; empty: nothing is
};

CloudScene scene_of(const study::TradeOff& record,
                    const study::Narrowed& narrowed,
                    const TradeOffLook& look,
                    const Theme& theme);

// "TCO [USD]", "TTFT p95, support-chat [s]".
QString metric_label(const study::MetricName& metric, const std::string& currency);

}  // namespace costwright::gui
