#pragma once
// From a figure to what it is made of: its formula, the ledger lines and their rules, and the row
// of the catalogue or the line of the scenario that each price is written at.
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

#include "gui/pages/page.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class SourcesPage : public Page {
  Q_OBJECT
 public:
  explicit SourcesPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  std::vector<TableView*> tables() override { return {sources_, lines_}; }

  QComboBox& figure() { return *figure_; }
  QString formula() const { return formula_->text(); }
  QPushButton& show_button() { return *show_; }

 private:
  void choose();
  void show_line();
  int chosen_line() const;  // of the scenario; 0: the row's origin is none

  const study::Evaluation *run_ = nullptr, *baseline_ = nullptr;
  QComboBox* figure_ = nullptr;
  QLabel* formula_ = nullptr;
  QPushButton* show_ = nullptr;
  TableView *sources_ = nullptr, *lines_ = nullptr;
};

}  // namespace costwright::gui
