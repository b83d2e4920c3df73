#pragma once
// The menus: every command of the window once, with its key. Who owns the window connects them.
#include <vector>

#include <QAction>
#include <QActionGroup>
#include <QMenuBar>

namespace costwright::gui {

struct MainMenu {
  MainMenu(QMenuBar& bar, const QStringList& page_names);

  QAction *make_new{}, *open{}, *save{}, *save_as{}, *quit{};
  QAction *undo{}, *redo{};
  QAction *run{}, *cancel{}, *reruns{}, *pin{}, *unpin{};
  QAction *find{}, *dark{}, *about{};
  QActionGroup* languages{};
  std::vector<QAction*> pages;  // Alt+1 ... Alt+9
  QMenu *recent{}, *examples{}, *exports{}, *docks{};
  QMenu* scenarios{};  // of the top bar: what can be opened

  // Of all menus, those that can be chosen now; what has a submenu is not itself one.
  std::vector<QAction*> commands() const;
  void add_to_edit(const std::vector<QAction*>& actions);  // of the scenario page
  void add_dock(QAction* action);                          // shows and hides a panel

 private:
  QAction* add(QMenu& menu, const QString& text, const QKeySequence& key = {});
  void make_file(QMenuBar& bar);
  void make_run(QMenuBar& bar);
  void make_languages(QMenu& menu);
  void make_view(QMenuBar& bar, const QStringList& page_names);

  QMenu* edit_ = nullptr;
  std::vector<QAction*> all_;
};

}  // namespace costwright::gui
