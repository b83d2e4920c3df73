#include "gui/widgets/table_filter.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace costwright::gui {

TableFilter::TableFilter(const std::vector<TableView*>& tables, QWidget* parent)
    : QLineEdit(parent), tables_(tables) {
  setPlaceholderText(tr("Filter rows"));
  setAccessibleName(tr("Filter rows"));
  setClearButtonEnabled(true);
  setMaximumWidth(160);
  setMinimumWidth(70);
  for (TableView* table : tables_) {
    const auto again = [this, table] {
      if (!text().isEmpty()) {
        apply(*table);
      }
    };
    connect(table->model(), &QAbstractItemModel::modelReset, this, again);
    connect(table->model(), &QAbstractItemModel::layoutChanged, this, again);
    connect(table->model(), &QAbstractItemModel::dataChanged, this, again);
    connect(this, &QLineEdit::textChanged, this, [this, table] {
      apply(*table);
    });
  }
}

QWidget* with_bar(QWidget* content, const std::vector<TableView*>& tables) {
  auto* bar = new QHBoxLayout;
  bar->addStretch();
  bar->addWidget(new TableFilter(tables), 1);
  bar->addWidget(new TableBar(tables));
  auto* area = new QWidget;
  auto* column = new QVBoxLayout(area);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(bar);
  column->addWidget(content, 1);
  return area;
}

void TableFilter::apply(TableView& table) const {
  const QAbstractItemModel& model = *table.model();
  for (int row = 0; row < model.rowCount(); ++row) {
    bool is_found = text().isEmpty();
    for (int column = 0; !is_found && column < model.columnCount(); ++column) {
      is_found = model.index(row, column).data().toString().contains(text(), Qt::CaseInsensitive);
    }
    table.setRowHidden(row, !is_found);
  }
}

}  // namespace costwright::gui
