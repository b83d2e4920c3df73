#pragma once
// Where an export goes, and what is said of it.
#include <functional>
#include <optional>

#include <QString>
#include <QStringList>
#include <QWidget>

namespace costwright::gui {

struct ExportKind {
  QString title, name, filter;  // of the dialog; the name without its ending
  QStringList endings;          // that can be written; the first is added where there is none
};

// The path with an ending of the kind; nullopt when it has another, which would promise a file that
// is not written.
std::optional<QString> with_ending(const QString& path, const ExportKind& kind);
// Asks for a name, and before a file is replaced. Nullopt: nothing is to be written.
std::optional<QString> ask_export(QWidget* parent, const ExportKind& kind);
// Whether this one may be replaced, should it be there.
bool may_replace(QWidget* parent, const QString& path);

// PNG, SVG or PDF.
ExportKind picture_kind(const QString& name);
// Asks where to, has it saved there and says what became of it.
void export_picture(QWidget* page,
                    const QString& name,
                    const std::function<bool(const QString& path)>& save);

void tell_exported(QWidget* from, const QString& path);  // in the window's status bar
void tell_not_exported(QWidget* from, const QString& why);
void tell_not_written(QWidget* from, const QString& path);

}  // namespace costwright::gui
