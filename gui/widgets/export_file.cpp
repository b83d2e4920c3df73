#include "gui/widgets/export_file.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QStatusTipEvent>

namespace costwright::gui {
namespace {

struct ExportFile {
  Q_DECLARE_TR_FUNCTIONS(ExportFile)
};

}  // namespace

std::optional<QString> with_ending(const QString& path, const ExportKind& kind) {
  const QString ending = QFileInfo(path).suffix();
  if (ending.isEmpty()) {
    return path + (path.endsWith('.') ? "" : ".") + kind.endings.front();
  }
  return kind.endings.contains(ending, Qt::CaseInsensitive) ? std::optional(path) : std::nullopt;
}

bool may_replace(QWidget* parent, const QString& path) {
  return !QFileInfo::exists(path) ||
         QMessageBox::question(parent, ExportFile::tr("Replace the file?"),
                               ExportFile::tr("%1 is there already. Replace it?").arg(path),
                               QMessageBox::Yes | QMessageBox::No,
                               QMessageBox::No) == QMessageBox::Yes;
}

std::optional<QString> ask_export(QWidget* parent, const ExportKind& kind) {
  const QString asked = QFileDialog::getSaveFileName(
      parent, kind.title, kind.name + '.' + kind.endings.front(), kind.filter, nullptr,
      QFileDialog::DontConfirmOverwrite);  // the name may get an ending first
  if (asked.isEmpty()) {
    return std::nullopt;
  }
  const auto path = with_ending(asked, kind);
  if (!path) {
    tell_not_exported(parent, ExportFile::tr("%1: only %2 can be written.")
                                  .arg(asked, kind.endings.join(", ").toUpper()));
    return std::nullopt;
  }
  return may_replace(parent, *path) ? path : std::nullopt;
}

ExportKind picture_kind(const QString& name) {
  return {ExportFile::tr("Export chart"),
          name,
          ExportFile::tr("Pictures (*.png *.svg *.pdf)"),
          {"png", "svg", "pdf"}};
}

void export_picture(QWidget* page,
                    const QString& name,
                    const std::function<bool(const QString& path)>& save) {
  if (const auto path = ask_export(page, picture_kind(name))) {
    save(*path) ? tell_exported(page, *path) : tell_not_written(page, *path);
  }
}

void tell_exported(QWidget* from, const QString& path) {
  QStatusTipEvent tip(ExportFile::tr("Written: %1").arg(path));
  QApplication::sendEvent(from->window(), &tip);
}

void tell_not_exported(QWidget* from, const QString& why) {
  QMessageBox::warning(from, ExportFile::tr("Not exported"), why);
}

void tell_not_written(QWidget* from, const QString& path) {
  tell_not_exported(from, ExportFile::tr("%1 could not be written.").arg(path));
}

}  // namespace costwright::gui
