#pragma once
// Variants of the file and scenarios beside it as columns, the changed fields first, the best and
// the worst of a figure tinted; below them what is paid by when. A cell opens its ledger lines.
#include <QLabel>
#include <QListWidget>
#include <QTabWidget>

#include "gui/jobs/alternatives.h"
#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/deck.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class VariantsView : public QWidget {
  Q_OBJECT
 public:
  explicit VariantsView(QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  // Of other results: what can be chosen, and what was chosen once more.
  void show_offered(Alternatives& alternatives, bool is_dragging);

  QListWidget& choices() { return *choices_; }
  TableView& figures() { return *figures_; }
  TableView& lines() { return *lines_; }
  ChartCanvas& cash() { return *cash_; }
  Deck& deck() { return *deck_; }
  QString state() const { return state_->text(); }

 private:
  void meet(Alternatives& alternatives);
  void fill_choices();
  std::vector<study::BridgeEnd> chosen() const;
  void evaluate();
  void show_found();
  void show_lines(const QModelIndex& index);

  Alternatives* alternatives_ = nullptr;
  std::vector<study::BridgeEnd> offered_;
  Theme theme_;
  QListWidget* choices_ = nullptr;
  QLabel* state_ = nullptr;
  TableView *figures_ = nullptr, *lines_ = nullptr;
  ChartCanvas* cash_ = nullptr;
  QTabWidget* below_ = nullptr;
  Deck* deck_ = nullptr;
};

}  // namespace costwright::gui
