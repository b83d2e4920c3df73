#pragma once
// Opening, saving and what one is asked about it; which files were opened last.
#include <QStringList>
#include <QWidget>

#include "gui/models/document.h"

namespace costwright::gui {

class ScenarioFiles : public QObject {
  Q_OBJECT
 public:
  // `window`: below which questions come up. `examples_folder`: where the file dialog begins.
  ScenarioFiles(Document& document, QString examples_folder, QWidget& window);

  // Without a question. False: `told` says why.
  bool open(const QString& path);
  bool open_copy(const QString& path);
  // Asks about unsaved changes, and for a path where none is given.
  void choose(const QString& path);
  void choose_copy(const QString& path);
  void choose_any();
  void start_new();

  bool may_discard();
  bool save();
  bool save_as();
  static QStringList recent();

 Q_SIGNALS:
  void opened();  // another document than before
  void saved();
  void recent_changed();
  void told(const QString& words);

 private:
  bool write_to(const QString& path);
  bool take(bool is_loaded, const Diagnostics& diagnostics);
  void remember(const QString& path);

  Document& document_;
  QString examples_folder_;
  QWidget& window_;
};

}  // namespace costwright::gui
