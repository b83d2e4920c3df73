#pragma once
// A sortable table with copying (with headers) and export as CSV. A number is never cut short.
#include <QTableView>

#include "core/diagnostics.h"
#include "gui/models/table_model.h"

namespace costwright::gui {

class TableView : public QTableView {
  Q_OBJECT
 public:
  explicit TableView(QWidget* parent = nullptr);

  TableModel& table_model() { return model_; }
  void set_table(Table table);  // fits the columns the first time, those of numbers always
  void copy() const;            // the selection, or everything
  void export_csv();            // asks where
  bool save_csv(const QString& path, Diagnostics& diagnostics) const;

 private:
  void widen_for_numbers();

  TableModel model_;
  std::string shape_;
};

// Buttons for what a table can do. Of several tables, for the one that is seen.
class TableBar : public QWidget {
  Q_OBJECT
 public:
  explicit TableBar(const std::vector<TableView*>& tables, QWidget* parent = nullptr);
};

}  // namespace costwright::gui
