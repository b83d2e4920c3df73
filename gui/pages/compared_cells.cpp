#include "gui/pages/compared_cells.h"

#include <algorithm>
#include <utility>

#include "gui/models/table_model.h"

namespace costwright::gui {
namespace {

constexpr int kTintAlpha = 60;  // of 255: text stays as readable as on the plain cell

}  // namespace

const study::Metric* metric_labelled(const QString& label) {
  const auto all = study::metrics();
  const auto found = std::find_if(all.begin(), all.end(), [&](const study::Metric& metric) {
    return QString::fromUtf8(metric.label.data(), static_cast<qsizetype>(metric.label.size())) ==
           label;
  });
  return found == all.end() ? nullptr : &*found;
}

BestAndWorst::BestAndWorst(const Theme& theme,
                           std::function<bool(int column)> is_compared,
                           QObject* parent)
    : QStyledItemDelegate(parent), theme_(theme), is_compared_(std::move(is_compared)) {}

BestAndWorst::Rank BestAndWorst::rank(const QModelIndex& index) const {
  const QVariant value = index.data(TableModel::kValueRole);
  const study::Metric* metric = metric_labelled(index.siblingAtColumn(0).data().toString());
  if (!is_compared_(index.column()) || metric == nullptr || !value.isValid() ||
      metric->better == study::Better::kNeither) {
    return Rank::kNone;
  }
  double least = value.toDouble();
  double most = least;
  for (int column = 0; column < index.model()->columnCount(); ++column) {
    const QVariant other = index.siblingAtColumn(column).data(TableModel::kValueRole);
    if (is_compared_(column) && other.isValid()) {
      least = std::min(least, other.toDouble());
      most = std::max(most, other.toDouble());
    }
  }
  if (least == most || (value != least && value != most)) {
    return Rank::kNone;
  }
  const bool is_lower_better = metric->better == study::Better::kLower;
  return (value == least) == is_lower_better ? Rank::kBest : Rank::kWorst;
}

void BestAndWorst::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const Rank rank = this->rank(index);
  if (rank != Rank::kNone) {
    QColor tint = rank == Rank::kBest ? theme_.accent : theme_.error;
    tint.setAlpha(kTintAlpha);
    option->backgroundBrush = tint;
  }
}

}  // namespace costwright::gui
