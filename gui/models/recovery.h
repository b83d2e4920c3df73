#pragma once
// What is edited is kept beside, so that a program that was killed offers the text back. One file
// for each running program, guarded by a lock that dies with it; for its owner alone, and no link
// is followed.
#include <memory>
#include <optional>

#include <QLockFile>
#include <QString>

namespace costwright::gui {

struct RecoveredText {
  QString path, text;  // of the scenario's file ("" = never saved); what was in the editor
};

class Recovery {
 public:
  explicit Recovery(QString folder);  // made when missing
  ~Recovery();                        // an orderly end leaves nothing behind

  bool keep(const QString& path, const QString& text);  // atomic; false when it cannot be written
  void forget();
  // The text of a program that ended without saying so. It is ours to offer, once, and stays on
  // disk until it is settled: who is killed, or ends, before that leaves it for the next start.
  std::optional<RecoveredText> take_left_behind();
  void settle();  // it was restored and kept, or is not wanted

 private:
  QString folder_, file_;
  std::unique_ptr<QLockFile> lock_;
  QString offered_;  // the file that was left behind; "": none
  std::unique_ptr<QLockFile> offered_lock_;
};

}  // namespace costwright::gui
