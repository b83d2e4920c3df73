#pragma once
// The trade-off of a search: every choice that was evaluated as a dot, by any two metrics, with
// front, knee and today; the choice under the mouse in full, the chosen one beside the baseline; a
// filter by limits; brushed points as a table and as parallel coordinates. A search is started
// here, seen while it runs, or opened from its journal. What is shown is study's (trade_off.h).
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

#include "gui/charts/parallel_view.h"
#include "gui/charts/trade_off_chart.h"
#include "gui/charts/trade_off_scene.h"
#include "gui/jobs/search_job.h"
#include "gui/pages/page.h"
#include "gui/widgets/deck.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class TradeoffPage : public Page {
  Q_OBJECT
 public:
  explicit TradeoffPage(QWidget* parent = nullptr);

  void meet(RunController& controller) override;
  bool needs_results() const override { return false; }
  void show_results(const Shown& /*shown*/) override {}
  void set_theme(const Theme& theme) override;
  std::vector<TableView*> tables() override { return {points_table_, difference_}; }
  bool has_chart() const override { return record_ != nullptr; }
  void export_chart() override;

  void open_journal(const QString& path);
  void show_record(const SharedTradeOff& record);
  void choose(std::optional<std::size_t> point);
  void brush(const std::vector<std::size_t>& points);
  void clear_brush();

  SearchJob& job() { return *job_; }
  TradeOffChart& chart() { return *chart_; }
  ParallelView& parallel() { return *parallel_; }
  QLineEdit& wish() { return *wish_; }
  QLineEdit& subject_to() { return *subject_to_; }
  QLineEdit& filter() { return *filter_; }
  QComboBox& metric_box(int index) { return *metrics_[static_cast<std::size_t>(index)]; }
  QCheckBox& log_box(Qt::Orientation side) { return side == Qt::Horizontal ? *log_x_ : *log_y_; }
  QPushButton& search_button() { return *search_; }
  QPushButton& cancel_button() { return *cancel_; }
  QPushButton& variant_button() { return *variant_; }
  QPushButton& open_button() { return *open_point_; }
  QPushButton& explain_button() { return *explain_; }
  QTabWidget& drawer() { return *drawer_; }
  Deck& deck() { return *deck_; }
  QString counts() const { return counts_->text(); }
  QString state() const { return state_->text(); }
  QString choice_shown() const { return choice_->text(); }
  QString reason_shown() const { return reason_->text(); }
  const study::TradeOff* record() const { return record_.get(); }
  const study::Narrowed& narrowed() const { return narrowed_; }
  const std::vector<std::size_t>& brushed() const { return brushed_; }
  std::optional<std::size_t> selected() const { return selected_; }

 private:
  enum MetricBox { kX, kY, kColour, kSize, kMetricBoxes };

  QWidget* make_search_bar();
  QWidget* make_strip();
  QWidget* make_side();
  void make_drawer();
  void connect_chart();
  void start_search();
  void ask_journal();
  void show_running(bool running);
  void fill_metrics();
  std::optional<study::MetricName> metric_of(MetricBox box) const;
  void take_filter();
  void drag_limit(Qt::Orientation side, double value, bool is_done);
  void draw(bool keeps_view);
  void show_counts();
  void show_drawer();
  void show_parallel(const std::vector<std::size_t>& points);
  void show_hovered();
  std::optional<std::size_t> shown_point() const;  // the chosen one, else the recommended
  void show_side();
  void make_variant();
  void open_point();
  void say(const QString& words, bool is_error = false);

  RunController* controller_ = nullptr;
  SearchJob* job_ = nullptr;
  Theme theme_;
  SharedTradeOff record_;
  std::vector<study::MetricName> names_;  // of the boxes
  study::Narrowed narrowed_;
  TradeOffLook look_;
  std::vector<std::size_t> brushed_;
  std::optional<std::size_t> selected_;
  std::vector<std::size_t> rows_;  // of the points' table

  QWidget* strip_ = nullptr;
  QLineEdit *wish_ = nullptr, *subject_to_ = nullptr, *filter_ = nullptr;
  QCheckBox *slo_ = nullptr, *log_x_ = nullptr, *log_y_ = nullptr;
  std::vector<QComboBox*> metrics_;
  QPushButton *search_ = nullptr, *cancel_ = nullptr, *open_ = nullptr;
  QPushButton *variant_ = nullptr, *open_point_ = nullptr, *explain_ = nullptr;
  QToolButton *brushing_ = nullptr, *unbrush_ = nullptr, *all_ = nullptr;
  QLabel *counts_ = nullptr, *state_ = nullptr, *choice_ = nullptr, *reason_ = nullptr;
  QLabel* under_mouse_ = nullptr;
  TradeOffChart* chart_ = nullptr;
  ParallelView* parallel_ = nullptr;
  TableView *points_table_ = nullptr, *difference_ = nullptr, *contributions_ = nullptr;
  QTabWidget* drawer_ = nullptr;
  Deck* deck_ = nullptr;  // the chart, and the drawer once there is something in it
};

}  // namespace costwright::gui
