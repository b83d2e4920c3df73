#pragma once
// What is edited is kept beside, so that a program that was killed offers the text back. One file
// for each running program, guarded by a lock that dies with it.
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
  // The text of a program that ended without saying so, taken over: it is offered once.
  std::optional<RecoveredText> take_left_behind();

 private:
  QString folder_, file_;
  std::unique_ptr<QLockFile> lock_;
};

}  // namespace costwright::gui
