#pragma once
// Every table of the report, one tab each; beside a pinned baseline with differences of money.
#include <map>

#include <QTabWidget>

#include "gui/pages/page.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class TablesPage : public Page {
  Q_OBJECT
 public:
  explicit TablesPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  std::vector<TableView*> tables() override { return views_; }

 private:
  void show_current();
  QTabWidget* tabs_ = nullptr;
  std::vector<TableView*> views_;
  const Table& baseline_table(std::size_t index);

  const study::Evaluation *run_ = nullptr, *baseline_ = nullptr;
  int pins_ = 0;                         // when the following were made
  std::map<std::size_t, Table> before_;  // of the baseline, those that were seen
};

}  // namespace costwright::gui
