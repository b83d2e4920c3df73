#pragma once
// The scenario that is edited: its text, its file, whether they differ, and what is wrong with it.
// Undo is the editor's; both editor and form change this one text.
#include <QObject>
#include <QString>

#include "core/diagnostics.h"

namespace costwright::gui {

class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(QObject* parent = nullptr) : QObject(parent) {}

  const QString& text() const { return text_; }
  const QString& path() const { return path_; }  // absolute; empty: never saved
  QString name() const;                          // "support-chat/scenario.yaml"
  // Where the files that the text names are looked for: `path`, or what this is a copy of.
  const QString& source_path() const { return path_.isEmpty() ? copied_from_ : path_; }
  bool is_modified() const { return text_ != saved_text_; }
  // Another program has written or removed the file since it was read or saved here.
  bool is_changed_on_disk() const;
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  // False with errors: the file is missing, no regular file, over 4 MiB, or not UTF-8; the document
  // stays as it was.
  bool load(const QString& path, Diagnostics& diagnostics);
  // The same, as a copy without a file of its own: saving asks where to.
  bool load_copy(const QString& path, Diagnostics& diagnostics);
  bool save(const QString& path, Diagnostics& diagnostics);  // atomic
  void restore(const QString& path, const QString& text);    // after a crash: counts as modified
  void set_text(const QString& text);
  // The text with that field changed; false when it must be edited in the text (see with_field).
  bool set_field(const QString& path, const QString& value);
  void set_diagnostics(std::vector<Diagnostic> diagnostics);

 Q_SIGNALS:
  void text_changed();
  void state_changed();  // path or modified
  void diagnostics_changed();

 private:
  void take(const QString& path, const QString& copied_from, const QString& text);

  QString path_, copied_from_, text_, saved_text_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace costwright::gui
