#pragma once
// A line above a table: rows that hold none of its cells with what is typed are hidden.
#include <QLineEdit>

#include "gui/widgets/table_view.h"

namespace costwright::gui {

class TableFilter : public QLineEdit {
  Q_OBJECT
 public:
  // Of several tables the words count for all.
  explicit TableFilter(const std::vector<TableView*>& tables, QWidget* parent = nullptr);

 private:
  void apply(TableView& table) const;
  std::vector<TableView*> tables_;
};

// `content` (tables, or what holds them) below a filter and what can be done with its tables.
QWidget* with_bar(QWidget* content, const std::vector<TableView*>& tables);

}  // namespace costwright::gui
