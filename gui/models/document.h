#pragma once
// The scenario that is edited: its text, its file, whether they differ, and what is wrong with it.
// Undo is the editor's; both editor and form change this one text.
#include <filesystem>
#include <optional>

#include <QObject>
#include <QString>
#include <QTimer>

#include "core/diagnostics.h"
#include "study/inputs/scenario_edit.h"

namespace costwright::gui {

// Another one: the file was written again. A millisecond would hide a quick one.
struct FileStamp {
  std::filesystem::file_time_type time;
  qint64 size = -1;
  bool operator==(const FileStamp&) const = default;
};

class Document : public QObject {
  Q_OBJECT
 public:
  enum class OnDisk { kSame, kChanged, kGone };  // since it was read or saved here

  explicit Document(QObject* parent = nullptr);

  const QString& text() const { return text_; }
  const QString& path() const { return path_; }  // absolute; empty: never saved
  QString name() const;                          // "support-chat/scenario.yaml"
  // Where the files that the text names are looked for: `path`, or what this is a copy of.
  const QString& source_path() const { return path_.isEmpty() ? copied_from_ : path_; }
  bool is_modified() const { return text_ != saved_text_; }
  // Another program has written or removed the file since it was read or saved here.
  bool is_changed_on_disk() const;
  OnDisk on_disk() const { return on_disk_; }  // as of the last look, one a second
  std::optional<QString> disk_text() const;
  bool is_read_only() const;  // the file says that nobody should write it
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  // False with errors: the file is missing, no regular file, over 4 MiB, or not UTF-8; the document
  // stays as it was.
  bool load(const QString& path, Diagnostics& diagnostics);
  // The same, as a copy without a file of its own: saving asks where to.
  bool load_copy(const QString& path, Diagnostics& diagnostics);
  bool save(const QString& path, Diagnostics& diagnostics);  // atomic
  void restore(const QString& path, const QString& text);    // after a crash: counts as modified
  bool reload(Diagnostics& diagnostics) { return load(path_, diagnostics); }
  void keep_mine();  // what is on disk now is known: saving replaces it
  void set_text(const QString& text);
  // The text with that field, or all of these, changed at once. False, and `refusal` says why, when
  // it must be edited in the text (see with_field).
  bool set_field(const QString& path, const QString& value);
  bool set_fields(const std::vector<Override>& changes);
  bool clear_field(const QString& path);  // so that its default holds
  bool add_variant(const QString& name, const std::vector<Override>& changes);
  // Why the last change of a field was not made; "" since one was, or the text can be read again.
  const QString& refusal() const { return refusal_; }
  void set_diagnostics(std::vector<Diagnostic> diagnostics);

 Q_SIGNALS:
  void text_changed();
  void state_changed();  // path or modified
  void diagnostics_changed();
  void refusal_changed();
  void on_disk_changed();
  void replaced();  // by another document, or as it was kept or is on disk: no undo leads back

 private:
  void take(const QString& path, const QString& copied_from, const QString& text);
  bool take_edit(const std::optional<std::string>& text, const Diagnostics& diagnostics);
  void set_refusal(const QString& why);
  void know_disk(std::optional<QString> text);
  void look_at_disk();
  void set_on_disk(OnDisk state);

  QString path_, copied_from_, text_, refusal_;
  std::optional<QString> saved_text_ = QString();  // what the file held; nullopt: there is none
  FileStamp seen_;                                 // of the file, when it was looked at
  OnDisk on_disk_ = OnDisk::kSame;
  QTimer look_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace costwright::gui
