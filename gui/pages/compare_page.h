#pragma once
// Variants side by side, and the results beside the pinned baseline: the answer in words, every
// figure of both with its difference (the better one tinted; a cell opens its lines), what both
// have paid by when, and on demand the bridge: which changed input makes how much of the difference
// of a metric, as a chart and as tables. All of it is study/compare's.
#include <optional>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>

#include "gui/pages/page.h"
#include "gui/pages/variants_view.h"
#include "gui/widgets/elided_label.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class ComparePage : public Page {
  Q_OBJECT
 public:
  explicit ComparePage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  void set_theme(const Theme& theme) override;
  std::vector<TableView*> tables() override { return {table_, bars_, lines_}; }
  // The chart in sight: the bridge, or the cash paid so far.
  bool has_chart() const override { return true; }
  void export_chart() override;
  bool save_chart(const QString& path);
  VariantsView& variants() { return *variants_; }
  QTabWidget& parts() { return *parts_; }  // the baseline, the variants

  QString answer() const;
  QComboBox& metric() { return *metric_; }
  QPushButton& bridge_button() { return *make_; }
  ChartCanvas& bridge_chart() { return *steps_; }
  ChartCanvas& cash() { return *cash_; }
  QTabWidget& details() { return *bridge_; }
  QString bridge_state() const { return state_->whole_text(); }

 private:
  QWidget* make_bridge_area();
  void meet(Baseline& baseline);
  void show_comparison(const study::Comparison& comparison);
  void fill_metrics(const study::Comparison& comparison);
  void ask();
  void show_bridge(const study::Bridge& bridge);
  void forget_bridge();
  void show_marks_last();
  QString caption(const QStringList& basis) const;  // of a picture
  void show_steps();
  void show_cash();
  void show_lines_of_bar(const QString& bar);
  void show_lines_of_cell(const QModelIndex& index);

  Baseline* baseline_ = nullptr;
  const study::Evaluation* run_ = nullptr;
  std::optional<study::Bridge> shown_bridge_;
  QString unit_;  // of its figures
  Theme theme_;
  bool is_cash_drawn_ = false;
  QLabel *answer_ = nullptr, *nothing_ = nullptr;  // the latter while nothing is pinned
  ElidedLabel* state_ = nullptr;
  TableView *table_ = nullptr, *bars_ = nullptr, *lines_ = nullptr;
  QComboBox* metric_ = nullptr;
  QCheckBox* shapley_ = nullptr;
  QPushButton* make_ = nullptr;
  ChartCanvas *steps_ = nullptr, *cash_ = nullptr;
  QTabWidget *bridge_ = nullptr, *parts_ = nullptr;
  Deck* deck_ = nullptr;  // answer, figures, bridge
  VariantsView* variants_ = nullptr;
};

}  // namespace costwright::gui
