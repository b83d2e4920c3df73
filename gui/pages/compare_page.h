#pragma once
// Variants side by side, and the results beside the pinned baseline: the answer in words, every
// figure of both with its difference, and on demand the bridge: which changed input makes how much
// of the difference of a metric. All of it is study/compare's.
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
  void set_theme(const Theme& theme) override { variants_->set_theme(theme); }
  std::vector<TableView*> tables() override { return {table_, bars_, lines_}; }
  VariantsView& variants() { return *variants_; }
  QTabWidget& parts() { return *parts_; }  // the baseline, the variants

  QString answer() const { return answer_->text(); }
  QComboBox& metric() { return *metric_; }
  QPushButton& bridge_button() { return *make_; }
  QString bridge_state() const { return state_->whole_text(); }

 private:
  QWidget* make_bridge_area();
  void meet(Baseline& baseline);
  void show_comparison(const study::Comparison& comparison);
  void fill_metrics(const study::Comparison& comparison);
  void ask();
  void show_bridge(const study::Bridge& bridge);
  void forget_bridge();

  Baseline* baseline_ = nullptr;
  QWidget* compared_ = nullptr;  // all but the answer
  QLabel* answer_ = nullptr;
  ElidedLabel* state_ = nullptr;
  TableView *table_ = nullptr, *bars_ = nullptr, *lines_ = nullptr;
  QComboBox* metric_ = nullptr;
  QCheckBox* shapley_ = nullptr;
  QPushButton* make_ = nullptr;
  QTabWidget *bridge_ = nullptr, *parts_ = nullptr;
  VariantsView* variants_ = nullptr;
};

}  // namespace costwright::gui
