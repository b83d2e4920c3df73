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
  // How wide text may make a column that also has numbers, in pixels.
  void set_most_among_numbers(int width) { most_among_numbers_ = width; }
  void copy() const;  // the selection, or everything
  void export_csv();  // asks where
  bool save_csv(const QString& path, Diagnostics& diagnostics) const;

 private:
  void narrow_text_among_numbers();
  void widen_for_numbers();

  TableModel model_;
  std::string shape_;
  int most_among_numbers_ = 160;
};

// Buttons for what a table can do. Of several tables, for the one that is seen.
class TableBar : public QWidget {
  Q_OBJECT
 public:
  explicit TableBar(const std::vector<TableView*>& tables, QWidget* parent = nullptr);
};

}  // namespace costwright::gui
