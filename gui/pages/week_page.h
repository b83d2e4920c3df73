#pragma once
// The simulated week of a deployment in a month: its load and its power as days by hours, one below
// the other on the same hours.
#include <QComboBox>

#include "gui/pages/page.h"
#include "gui/widgets/deck.h"
#include "gui/widgets/heat_map.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class WeekPage : public Page {
  Q_OBJECT
 public:
  explicit WeekPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  void set_theme(const Theme& theme) override;
  std::vector<TableView*> tables() override { return {table_}; }
  bool has_chart() const override { return true; }
  void export_chart() override;
  bool save_chart(const QString& path);  // as PNG, SVG or PDF, by its ending
  HeatMap& load() { return *load_; }
  HeatMap& power() { return *power_; }
  QComboBox& deployment() { return *deployment_; }

 private:
  void draw();
  void show_hour(int hour);  // of the week, from Monday 00:00
  QString caption() const;

  QComboBox *month_ = nullptr, *deployment_ = nullptr;
  HeatMap *load_ = nullptr, *power_ = nullptr;
  Deck* maps_ = nullptr;
  TableView* table_ = nullptr;
  const study::Evaluation *run_ = nullptr, *baseline_ = nullptr;
  Theme theme_;
  bool is_drawn_ = false;
};

}  // namespace costwright::gui
