#include "gui/widgets/table_view.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>

#include "gui/widgets/export_file.h"
#include "study/inputs/scenario_text.h"

namespace costwright::gui {

TableView::TableView(QWidget* parent) : QTableView(parent) {
  setModel(&model_);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setTabKeyNavigation(false);  // arrows go from cell to cell, Tab out of the table
  setFrameShape(QFrame::NoFrame);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setResizeContentsPrecision(60);
  horizontalHeader()->setMaximumSectionSize(300);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  setSortingEnabled(true);
  horizontalHeader()->setSortIndicatorClearable(true);  // a third click: the order of the report
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
    // Also one that was asked for before there was a column.
    model_.sort(horizontalHeader()->sortIndicatorSection(),
                horizontalHeader()->sortIndicatorOrder());
    resizeColumnsToContents();
    narrow_text_among_numbers();
  }
  widen_for_numbers();
}

// A title in a column of figures would push the other columns out of sight.
void TableView::narrow_text_among_numbers() {
  for (int column = 0; column < model_.columnCount(); ++column) {
    if (!model_.widest_numbers(column).isEmpty()) {
      setColumnWidth(column, std::min(columnWidth(column), most_among_numbers_));
    }
  }
}

// The header looks at the first rows alone, and a price may have grown a digit.
void TableView::widen_for_numbers() {
  const int margin =
      2 * (style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, this) + 1) + 2;
  for (int column = 0; column < model_.columnCount(); ++column) {
    int wanted = 0;
    for (const QString& text : model_.widest_numbers(column)) {
      wanted = std::max(wanted, fontMetrics().horizontalAdvance(text) + margin);
    }
    if (wanted > columnWidth(column)) {
      setColumnWidth(column, wanted);
    }
  }
}

void TableView::copy() const {
  QApplication::clipboard()->setText(model_.copied(selectionModel()->selectedIndexes(), locale()));
}

bool TableView::save_csv(const QString& path, Diagnostics& diagnostics) const {
  return study::save_text(path.toStdString(), model_.csv().toStdString(), diagnostics);
}

void TableView::export_csv() {
  const auto path = ask_export(this, {tr("Export table"),
                                      QString::fromStdString(model_.table().name),
                                      tr("CSV (*.csv)"),
                                      {"csv"}});
  if (!path) {
    return;
  }
  Diagnostics diagnostics;
  save_csv(*path, diagnostics)
      ? tell_exported(this, *path)
      : tell_not_exported(this, QString::fromStdString(diagnostics.text()));
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
