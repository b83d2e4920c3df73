#include "gui/window/window_memory.h"

#include <QApplication>
#include <QHeaderView>
#include <QSettings>
#include <QSplitter>

#include "gui/widgets/table_view.h"
#include "gui/window/main_window.h"

namespace costwright::gui {
namespace {

// Of toolbars, panels, splitters and tables: with others than before it is another one, so that
// none is given the state of a stranger.
constexpr int kStateVersion = 2;

// In the order in which they are made, which is the same at the next start.
QString key_of(const char* what, qsizetype index) {
  return QString("window/%1%2.%3").arg(what).arg(kStateVersion).arg(index);
}

// "column order", -1 for the table's own.
QString sorting_of(const TableView& table) {
  const QHeaderView& head = *table.horizontalHeader();
  return QString("%1 %2").arg(head.sortIndicatorSection()).arg(head.sortIndicatorOrder());
}

void sort_as(TableView& table, const QString& sorting) {
  const QStringList parts = sorting.split(' ');
  if (parts.size() == 2) {
    table.sortByColumn(parts[0].toInt(), static_cast<Qt::SortOrder>(parts[1].toInt()));
  }
}

}  // namespace

void remember(MainWindow& window) {
  QSettings settings;
  settings.setValue("window/geometry", window.saveGeometry());
  settings.setValue("window/state", window.saveState(kStateVersion));
  settings.setValue("window/dark", window.is_dark());
  settings.setValue("window/page", window.shown_page());
  const auto splitters = window.findChildren<QSplitter*>();
  for (qsizetype i = 0; i < splitters.size(); ++i) {
    settings.setValue(key_of("splitter", i), splitters[i]->saveState());
  }
  const auto tables = window.findChildren<TableView*>();
  for (qsizetype i = 0; i < tables.size(); ++i) {
    settings.setValue(key_of("sorting", i), sorting_of(*tables[i]));
  }
}

void restore(MainWindow& window) {
  const QSettings settings;
  window.restoreGeometry(settings.value("window/geometry").toByteArray());
  window.restoreState(settings.value("window/state").toByteArray(), kStateVersion);
  if (settings.value("window/dark").toBool()) {
    apply_theme(*qApp, theme(true));
    window.set_theme(theme(true));
  }
  const auto splitters = window.findChildren<QSplitter*>();
  for (qsizetype i = 0; i < splitters.size(); ++i) {
    splitters[i]->restoreState(settings.value(key_of("splitter", i)).toByteArray());
  }
  const auto tables = window.findChildren<TableView*>();
  for (qsizetype i = 0; i < tables.size(); ++i) {
    sort_as(*tables[i], settings.value(key_of("sorting", i)).toString());
  }
  const int page = settings.value("window/page").toInt();
  if (!window.document().text().isEmpty() && page <= window.page_count()) {
    window.show_page(page);
  }
}

}  // namespace costwright::gui
