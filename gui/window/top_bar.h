#pragma once
// What is always in sight above the pages: Run or Cancel, how far the run is or what the last one
// came to, which scenario and variant, the pinned baseline, and what can be exported.
#include <QComboBox>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>

#include "gui/jobs/baseline.h"
#include "gui/jobs/run_state.h"
#include "gui/widgets/elided_label.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class TopBar : public QToolBar {
  Q_OBJECT
 public:
  TopBar(RunController& controller,
         Baseline& baseline,
         const RunState& state,
         QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  void set_scenario(const QString& name, QMenu* choices);
  void set_variants(const std::vector<std::string>& names, const QString& chosen);
  void show_baseline();

  QPushButton& run_button() { return *run_; }
  QPushButton& cancel_button() { return *cancel_; }
  QProgressBar& progress() { return *progress_; }
  QString state() const { return words_->whole_text(); }
  QComboBox& variants() { return *variants_; }
  QToolButton& baseline_chip() { return *chip_; }
  QToolButton& export_button() { return *export_; }

 Q_SIGNALS:
  void variant_chosen(const QString& variant);  // "": the scenario as written

 private:
  QWidget* make_progress();
  void make_chip();
  void show_run();

  RunController& controller_;
  Baseline& baseline_;
  const RunState& state_;
  QPushButton *run_ = nullptr, *cancel_ = nullptr;
  QProgressBar* progress_ = nullptr;
  ElidedLabel* words_ = nullptr;
  QToolButton *scenario_ = nullptr, *chip_ = nullptr, *export_ = nullptr;
  QComboBox* variants_ = nullptr;
  QAction *variants_action_ = nullptr, *pin_ = nullptr, *unpin_ = nullptr;
  Theme theme_;
};

}  // namespace costwright::gui
