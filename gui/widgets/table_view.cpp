#include "gui/widgets/table_view.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>

#include "study/inputs/scenario_text.h"

namespace costwright::gui {

TableView::TableView(QWidget* parent) : QTableView(parent) {
  setModel(&model_);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setFrameShape(QFrame::NoFrame);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setResizeContentsPrecision(60);
  horizontalHeader()->setMaximumSectionSize(300);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  setSortingEnabled(true);
  auto* copy_action = new QAction(tr("&Copy with headers"), this);
  copy_action->setShortcut(QKeySequence::Copy);
  copy_action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(copy_action, &QAction::triggered, this, &TableView::copy);
  auto* export_action = new QAction(tr("Export as CS&V…"), this);
  connect(export_action, &QAction::triggered, this, &TableView::export_csv);
  addActions({copy_action, export_action});
  setContextMenuPolicy(Qt::ActionsContextMenu);
}

void TableView::set_table(Table table) {
  std::string shape;
  for (const auto& column : table.columns) {
    shape += column.name + ',';
  }
  model_.set_table(std::move(table));
  if (std::exchange(shape_, shape) != shape) {
    resizeColumnsToContents();
  }
}

void TableView::copy() const {
  QModelIndexList chosen = selectionModel()->selectedIndexes();
  for (int row = 0; chosen.size() < 2 && row < model_.rowCount(); ++row) {
    if (row == 0) {
      chosen.clear();
    }
    for (int column = 0; column < model_.columnCount(); ++column) {
      chosen << model_.index(row, column);
    }
  }
  QApplication::clipboard()->setText(model_.copied(chosen));
}

bool TableView::save_csv(const QString& path, Diagnostics& diagnostics) const {
  return study::save_text(path.toStdString(), model_.csv().toStdString(), diagnostics);
}

void TableView::export_csv() {
  const QString name = QString::fromStdString(model_.table().name) + ".csv";
  const QString path = QFileDialog::getSaveFileName(this, tr("Export table"), name, "CSV (*.csv)");
  Diagnostics diagnostics;
  if (!path.isEmpty() && !save_csv(path, diagnostics)) {
    QMessageBox::warning(this, tr("Export table"), QString::fromStdString(diagnostics.text()));
  }
}

TableBar::TableBar(const std::vector<TableView*>& tables, QWidget* parent) : QWidget(parent) {
  auto* copy = new QPushButton(tr("Copy table"));
  copy->setToolTip(tr("The selected cells, or all, with their headers"));
  auto* csv = new QPushButton(tr("Export table…"));
  csv->setToolTip(tr("As CSV"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(copy);
  layout->addWidget(csv);
  const auto seen = [tables] {
    const auto found = std::find_if(tables.begin(), tables.end(), [](const TableView* table) {
      return table->isVisible();
    });
    return found == tables.end() ? tables.front() : *found;
  };
  connect(copy, &QPushButton::clicked, this, [seen] {
    seen()->copy();
  });
  connect(csv, &QPushButton::clicked, this, [seen] {
    seen()->export_csv();
  });
}

}  // namespace costwright::gui
