#pragma once
// Figures of several scenarios in a row of a table: which is best and worst, and what is behind
// one.
#include <functional>

#include <QStyledItemDelegate>

#include "gui/widgets/theme.h"
#include "study/outcome/metrics.h"

namespace costwright::gui {

// By the label that tables show; null: no metric.
const study::Metric* metric_labelled(const QString& label);

// The best and the worst of a row in a tint; none where all are alike or neither is better.
class BestAndWorst : public QStyledItemDelegate {
  Q_OBJECT
 public:
  // `is_compared`: the columns that stand for scenarios. The metric's label is in the first column.
  BestAndWorst(const Theme& theme, std::function<bool(int column)> is_compared, QObject* parent);

  enum class Rank { kNone, kBest, kWorst };
  Rank rank(const QModelIndex& index) const;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

 private:
  const Theme& theme_;
  std::function<bool(int column)> is_compared_;
};

}  // namespace costwright::gui
