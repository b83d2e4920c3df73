#include "gui/charts/trade_off_scene.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QLocale>

namespace costwright::gui {
namespace {

// Places in the palette.
constexpr std::uint8_t kMissesIt = 0, kKeepsIt = 1, kQuickly = 2, kOnFront = 3, kScale = 4;
constexpr int kSteps = 12;

// Dark to light, also for the colour-blind [Smith and van der Walt 2015, viridis].
constexpr std::array<const char*, kSteps> kViridis{"#440154", "#482173", "#433e85", "#38588c",
                                                   "#2d708e", "#25858e", "#1e9b8a", "#2ab07f",
                                                   "#52c569", "#86d549", "#c2df23", "#fde725"};

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

std::vector<QColor> palette(const Theme& theme) {
  std::vector<QColor> colours{theme.is_dark ? QColor("#4a5057") : QColor("#c8cdd2"),
                              QColor("#56a5d8"),
                              theme.is_dark ? QColor("#3c6b88") : QColor("#b5d8ec"),
                              theme.is_dark ? QColor("#8fd0ff") : QColor("#0072b2")};
  for (const char* colour : kViridis) {
    colours.emplace_back(colour);
  }
  return colours;
}

// Values as whole steps from 0 to below `steps`, the least and the greatest of them; what has no
// value is at 0.
struct Steps {
  std::vector<std::uint8_t> of;
  double least = 0, greatest = 0;
};
Steps steps_of(const std::vector<double>& values, int steps) {
  const CloudAxis none{INFINITY, -INFINITY};
  CloudAxis extent = none;
  for (const double value : values) {
    extent.low = std::isfinite(value) ? std::min(extent.low, value) : extent.low;
    extent.high = std::isfinite(value) ? std::max(extent.high, value) : extent.high;
  }
  Steps result{{}, extent.low, extent.high};
  for (const double value : values) {
    const double share = extent.high > extent.low ? extent.share(value) : 0;
    const double step = std::isfinite(value) ? std::floor(share * steps) : 0;
    result.of.push_back(static_cast<std::uint8_t>(std::clamp(step, 0.0, steps - 1.0)));
  }
  return result;
}

// Money axes read "1.5" under "million USD", not seven digits.
std::pair<double, QString> unit_of(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) {
    largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
  }
  return largest >= 2e6   ? std::pair{1e6, QString("million ")}
         : largest >= 2e4 ? std::pair{1e3, QString("thousand ")}
                          : std::pair{1.0, QString()};
}

QString name_text(const study::MetricName& metric) {
  const QString label = text(metric.metric->label);
  return metric.key.empty() ? label : label + ", " + text(metric.key);
}

CloudSide side_of(const study::TradeOff& record,
                  const TradeOffLook& look,
                  const study::MetricName& metric,
                  bool is_log) {
  CloudSide side;
  side.values = values_of(record, metric);
  const auto [unit, prefix] = unit_of(side.values);
  const QString name = text(unit_text(*metric.metric, record.currency));
  side.unit = unit;
  side.title = name_text(metric) + (name.isEmpty() ? "" : ", " + prefix + name);
  side.is_log = is_log;
  side.is_at_most = metric.metric->better != study::Better::kHigher;
  for (const study::Limit& limit : look.limits) {
    if (name_of(limit.metric) == name_of(metric)) {
      side.limit = limit.value;
      side.is_at_most = limit.is_at_most;
    }
  }
  return side;
}

QString value_at(const study::MetricName& metric, double value) {
  return QLocale().toString(value, 'g', 4) + ' ' +
         text(metric.metric->unit == "$" ? "" : metric.metric->unit);
}

std::vector<CloudLegend> legend_of(const std::vector<QColor>& colours,
                                   const TradeOffLook& look,
                                   const Steps& steps) {
  std::vector<CloudLegend> legend{{TradeOffChart::tr("not kept"), colours[kMissesIt]}};
  if (!look.colour) {
    legend.push_back({TradeOffChart::tr("kept"), colours[kKeepsIt]});
    legend.push_back({TradeOffChart::tr("quick look"), colours[kQuickly]});
    return legend;
  }
  const QString name = name_text(*look.colour);
  legend.push_back({name + ' ' + value_at(*look.colour, steps.least).trimmed(), colours[kScale]});
  legend.push_back({value_at(*look.colour, steps.greatest).trimmed(), colours.back()});
  return legend;
}

// Only where the front is a line: of two objectives, seen by both.
bool is_line(const study::TradeOff& record, const TradeOffLook& look) {
  const auto& objectives = record.aim.objectives;
  if (objectives.size() != 2) {
    return false;
  }
  const std::string one = name_of(objectives[0].metric);
  const std::string other = name_of(objectives[1].metric);
  const std::string x = name_of(look.x);
  const std::string y = name_of(look.y);
  return (x == one && y == other) || (x == other && y == one);
}

}  // namespace

QString metric_label(const study::MetricName& metric, const std::string& currency) {
  const QString unit = text(unit_text(*metric.metric, currency));
  return unit.isEmpty() ? name_text(metric) : QString("%1 [%2]").arg(name_text(metric), unit);
}

CloudScene scene_of(const study::TradeOff& record,
                    const study::Narrowed& narrowed,
                    const TradeOffLook& look,
                    const Theme& theme) {
  CloudScene scene;
  scene.x = side_of(record, look, look.x, look.x_is_log);
  scene.y = side_of(record, look, look.y, look.y_is_log);
  scene.palette = palette(theme);
  const Steps colours = look.colour ? steps_of(values_of(record, *look.colour), kSteps) : Steps();
  const Steps sizes = look.size ? steps_of(values_of(record, *look.size), kDotSizes - 1) : Steps();
  scene.is_scale = look.colour.has_value();
  scene.legend = legend_of(scene.palette, look, colours);
  scene.looks.resize(record.size());
  for (std::size_t i = 0; i < record.size(); ++i) {
    const bool is_kept = narrowed.is_kept[i] != 0;
    const bool is_quick = record.effort[i] == study::Trial::kQuick;
    DotLook& dot = scene.looks[i];
    dot.layer = is_kept ? DotLayer::kFeasible : DotLayer::kInfeasible;
    dot.colour = !is_kept      ? kMissesIt
                 : look.colour ? static_cast<std::uint8_t>(kScale + colours.of[i])
                 : is_quick    ? kQuickly
                               : kKeepsIt;
    dot.size = look.size ? sizes.of[i] : is_kept ? 1 : 0;
    dot.is_faint = !look.brushed.empty() && look.brushed[i] == 0;
  }
  for (const std::size_t point : narrowed.front) {
    DotLook& dot = scene.looks[point];
    dot.layer = DotLayer::kFront;
    dot.colour = look.colour ? dot.colour : kOnFront;
    dot.size = std::max<std::uint8_t>(dot.size, 2);
  }
  // Far beyond what is kept lies what is overloaded. What a filter leaves moves nothing.
  const bool has_kept =
      std::find(record.is_kept.begin(), record.is_kept.end(), char{1}) != record.is_kept.end();
  if (has_kept) {
    scene.in_view = record.is_kept;
    if (record.today) {
      scene.in_view[*record.today] = 1;
    }
  }
  scene.front = narrowed.front;
  scene.is_line = is_line(record, look);
  scene.ties = ties(record, narrowed.front);
  scene.best = narrowed.best;
  scene.today = record.today;
  return scene;
}

}  // namespace costwright::gui
