#include "gui/window/scenario_files.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>

#include "gui/window/disk_notice.h"
#include "study/inputs/moved_text.h"

namespace costwright::gui {
namespace {

constexpr int kMostRecent = 8;
const QString kRecentKey = QStringLiteral("recent");

QString yaml_filter() {
  return ScenarioFiles::tr("Scenarios (*.yaml *.yml)");
}

}  // namespace

ScenarioFiles::ScenarioFiles(Document& document, QString examples_folder, QWidget& window)
    : QObject(&window),
      document_(document),
      examples_folder_(std::move(examples_folder)),
      window_(window) {}

bool ScenarioFiles::take(bool is_loaded, const Diagnostics& diagnostics) {
  if (is_loaded) {
    Q_EMIT opened();
  } else {
    Q_EMIT told(QString::fromStdString(diagnostics.text()).trimmed());
  }
  return is_loaded;
}

bool ScenarioFiles::open(const QString& path) {
  Diagnostics diagnostics;
  const bool is_loaded = document_.load(path, diagnostics);
  if (is_loaded) {
    remember(document_.path());
  }
  return take(is_loaded, diagnostics);
}

bool ScenarioFiles::open_copy(const QString& path) {
  Diagnostics diagnostics;
  return take(document_.load_copy(path, diagnostics), diagnostics);
}

void ScenarioFiles::choose(const QString& path) {
  if (may_discard()) {
    open(path);
  }
}

void ScenarioFiles::choose_copy(const QString& path) {
  if (may_discard()) {
    open_copy(path);
  }
}

void ScenarioFiles::choose_any() {
  const QString path =
      QFileDialog::getOpenFileName(&window_, tr("Open scenario"), examples_folder_, yaml_filter());
  if (!path.isEmpty()) {
    choose(path);
  }
}

void ScenarioFiles::start_new() {
  if (may_discard()) {
    document_.restore({}, {});
    Q_EMIT opened();
  }
}

void ScenarioFiles::remember(const QString& path) {
  QSettings settings;
  QStringList recent = settings.value(kRecentKey).toStringList();
  recent.removeAll(path);
  recent.prepend(path);
  settings.setValue(kRecentKey, recent.mid(0, kMostRecent));
  Q_EMIT recent_changed();
}

QStringList ScenarioFiles::recent() {
  return QSettings().value(kRecentKey).toStringList();
}

bool ScenarioFiles::may_discard() {
  if (!document_.is_modified()) {
    return true;
  }
  const auto answer = QMessageBox::question(
      &window_, tr("Unsaved changes"), tr("Save the changes to %1?").arg(document_.name()),
      QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
  return answer == QMessageBox::Discard || (answer == QMessageBox::Save && save());
}

bool ScenarioFiles::save() {
  if (document_.path().isEmpty()) {
    return save_as();
  }
  return may_overwrite(window_, document_) && write_to(document_.path());
}

bool ScenarioFiles::save_as() {
  const QString path =
      QFileDialog::getSaveFileName(&window_, tr("Save scenario"), document_.path(), yaml_filter());
  return !path.isEmpty() && write_to(path);
}

bool ScenarioFiles::write_to(const QString& path) {
  Diagnostics diagnostics;
  const QString before = document_.text();
  if (document_.path().isEmpty() && !document_.source_path().isEmpty()) {
    // A copy finds the files of what it is a copy of.
    const auto folder = [](const QString& file) {
      return QFileInfo(file).absolutePath().toStdString();
    };
    document_.set_text(QString::fromStdString(study::moved_text(
        document_.text().toStdString(), folder(document_.source_path()), folder(path))));
  }
  if (!document_.save(path, diagnostics)) {
    document_.set_text(before);
    QMessageBox::warning(&window_, tr("Not saved"), QString::fromStdString(diagnostics.text()));
    return false;
  }
  remember(document_.path());
  Q_EMIT saved();
  return true;
}

}  // namespace costwright::gui
