#pragma once
// A page that is one table from `study` and the charts of it, with choices above. A new chart is a
// ChartSpec: a function that makes the table and one that draws it.
#include <QComboBox>
#include <QTabWidget>

#include "gui/pages/page.h"
#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/deck.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

struct ChartChoice {
  QString label;
  std::function<QStringList(const study::Evaluation&)> options;  // the chosen index is kept
  bool starts_at_last = false;
};

struct ChartDrawing {
  QString name;
  // From the table that is shown.
  std::function<void(ChartCanvas&, const Table&, const study::Evaluation&)> draw;
};

struct ChartSpec {
  std::vector<ChartChoice> choices;
  std::function<Table(const study::Evaluation&, const std::vector<int>& chosen)> table;
  std::vector<ChartDrawing> charts;
  // Beside the charts; without it `table`. The baseline may be null.
  std::function<Table(
      const study::Evaluation&, const std::vector<int>& chosen, const study::Evaluation* baseline)>
      shown = {};
  // Of a pinned baseline, for each chart.
  std::function<std::vector<ChartBaseline>(const study::Evaluation&,
                                           const std::vector<int>& chosen)>
      baseline = {};
  // What is behind a part of a bar of the first chart: a second table.
  std::function<Table(const study::Evaluation&,
                      const std::vector<int>& chosen,
                      const QString& bar,
                      const QString& part)>
      behind = {};
};

class ChartPage : public Page {
  Q_OBJECT
 public:
  explicit ChartPage(ChartSpec spec, QWidget* parent = nullptr);

  void show_results(const Shown& shown) override;
  void set_theme(const Theme& theme) override;
  std::vector<TableView*> tables() override;
  bool has_chart() const override { return true; }
  void export_chart() override;
  const std::vector<ChartCanvas*>& canvases() const { return canvases_; }
  const std::vector<QComboBox*>& choices() const { return combos_; }
  Deck& deck() { return *deck_; }

 private:
  void draw();
  void fill_choices();
  QWidget* make_tables();
  std::vector<int> chosen() const;
  QString caption() const;
  void show_behind(const QString& bar, const QString& part);

  ChartSpec spec_;
  std::vector<QComboBox*> combos_;
  Deck* deck_ = nullptr;
  std::vector<ChartCanvas*> canvases_;
  TableView *table_ = nullptr, *behind_ = nullptr;
  QTabWidget* tabs_ = nullptr;  // of both, where there is something behind
  const study::Evaluation *run_ = nullptr, *baseline_ = nullptr;
  Table drawn_;
  std::vector<ChartBaseline> drawn_baseline_;
  bool is_drawn_ = false;  // the charts are of the table that is shown, in the theme's colours
};

}  // namespace costwright::gui
