#pragma once
// Every table of the report, one tab each.
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
  const study::Evaluation* run_ = nullptr;
};

}  // namespace costwright::gui
