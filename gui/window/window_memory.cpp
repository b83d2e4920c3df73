#include "gui/window/window_memory.h"

#include <QApplication>
#include <QSettings>
#include <QSplitter>

#include "gui/window/main_window.h"

namespace costwright::gui {
namespace {

constexpr int kStateVersion = 1;  // of toolbars and panels

// In the order in which they are made, which is the same at the next start.
QString key_of(qsizetype splitter) {
  return QString("window/splitter%1").arg(splitter);
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
    settings.setValue(key_of(i), splitters[i]->saveState());
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
    splitters[i]->restoreState(settings.value(key_of(i)).toByteArray());
  }
  const int page = settings.value("window/page").toInt();
  if (!window.document().text().isEmpty() && page <= window.page_count()) {
    window.show_page(page);
  }
}

}  // namespace costwright::gui
