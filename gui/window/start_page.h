#pragma once
// What one sees before there is a scenario: the examples with what they are about, what was opened
// last, and a file of one's own.
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

class StartPage : public QWidget {
  Q_OBJECT
 public:
  // Examples are the *.yaml in the folders of `examples_folder`.
  explicit StartPage(const QString& examples_folder, QWidget* parent = nullptr);

  void set_recent(const QStringList& paths);
  QListWidget& examples() { return *examples_; }
  QListWidget& recent() { return *recent_; }

 Q_SIGNALS:
  void example_chosen(const QString& path);
  void recent_chosen(const QString& path);
  void open_wanted();
  void new_wanted();

 private:
  QListWidget *examples_ = nullptr, *recent_ = nullptr;
  QLabel* none_yet_ = nullptr;
};

// Broken at words; when there is more, the last of so many lines ends in "…".
QStringList lines_within(const QString& text, const QFont& font, int width, int most);

// Their files, in the order of folders and names.
QStringList example_files(const QString& folder);

}  // namespace costwright::gui
