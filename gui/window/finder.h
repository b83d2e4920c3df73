#pragma once
// Ctrl+K: one line to type in, and what it finds among pages, fields and commands.
#include <functional>
#include <vector>

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

namespace costwright::gui {

struct Findable {
  QString kind, name, about;  // "field", "sites.ashburn.electricity", its doc
  std::function<void()> go;
};

// How well `typed` fits: every word of it must be in name or about; 0: it does not. Words at the
// beginning of a word of the name count most.
int fit_of(const Findable& findable, const QString& typed);

class Finder : public QDialog {
  Q_OBJECT
 public:
  explicit Finder(std::vector<Findable> findables, QWidget* parent = nullptr);

  QLineEdit& line() { return *line_; }
  QListWidget& found() { return *found_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void search();
  void go();

  std::vector<Findable> findables_;
  QLineEdit* line_ = nullptr;
  QListWidget* found_ = nullptr;
};

}  // namespace costwright::gui
