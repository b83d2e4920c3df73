#include "gui/window/main_menu.h"

#include <QMainWindow>
#include <QMenu>

#include "gui/window/language.h"

namespace costwright::gui {

MainMenu::MainMenu(QMenuBar& bar, const QStringList& page_names) {
  make_file(bar);
  edit_ = bar.addMenu(QMainWindow::tr("&Edit"));
  QMenu& edit = *edit_;
  undo = add(edit, QMainWindow::tr("&Undo"));
  redo = add(edit, QMainWindow::tr("&Redo"));
  edit.addSeparator();
  find = add(edit, QMainWindow::tr("&Find a page, field or command…"),
             QKeySequence(Qt::CTRL | Qt::Key_K));
  make_run(bar);
  make_view(bar, page_names);
  about = add(*bar.addMenu(QMainWindow::tr("&Help")), QMainWindow::tr("&About"));
}

void MainMenu::add_to_edit(const std::vector<QAction*>& actions) {
  for (QAction* action : actions) {
    edit_->insertAction(find, action);
    all_.push_back(action);
  }
  edit_->insertSeparator(find);
}

void MainMenu::add_dock(QAction* action) {
  docks->addAction(action);
  docks->menuAction()->setVisible(true);
}

QAction* MainMenu::add(QMenu& menu, const QString& text, const QKeySequence& key) {
  QAction* action = menu.addAction(text);
  action->setShortcut(key);
  all_.push_back(action);
  return action;
}

void MainMenu::make_file(QMenuBar& bar) {
  QMenu& menu = *bar.addMenu(QMainWindow::tr("&File"));
  make_new = add(menu, QMainWindow::tr("&New"), QKeySequence::New);
  open = add(menu, QMainWindow::tr("&Open…"), QKeySequence::Open);
  recent = menu.addMenu(QMainWindow::tr("Open &recent"));
  examples = menu.addMenu(QMainWindow::tr("&Examples"));
  scenarios = new QMenu(&bar);
  scenarios->addAction(open);
  scenarios->addMenu(recent);
  scenarios->addMenu(examples);
  menu.addSeparator();
  save = add(menu, QMainWindow::tr("&Save"), QKeySequence::Save);
  save_as = add(menu, QMainWindow::tr("Save &as…"), QKeySequence::SaveAs);
  exports = menu.addMenu(QMainWindow::tr("E&xport"));
  menu.addSeparator();
  quit = add(menu, QMainWindow::tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
}

void MainMenu::make_run(QMenuBar& bar) {
  QMenu& menu = *bar.addMenu(QMainWindow::tr("&Run"));
  run = add(menu, QMainWindow::tr("&Run"), QKeySequence(Qt::Key_F5));
  cancel = add(menu, QMainWindow::tr("&Cancel"), QKeySequence(Qt::Key_Escape));
  reruns = add(menu, QMainWindow::tr("Run again when the physics change"));
  reruns->setCheckable(true);
  reruns->setChecked(true);
  menu.addSeparator();
  pin = add(menu, QMainWindow::tr("&Pin as baseline"), QKeySequence(Qt::CTRL | Qt::Key_B));
  pin->setToolTip(QMainWindow::tr("Compare the results that follow with these"));
  unpin = add(menu, QMainWindow::tr("&Unpin the baseline"));
}

void MainMenu::make_view(QMenuBar& bar, const QStringList& page_names) {
  QMenu& menu = *bar.addMenu(QMainWindow::tr("&View"));
  for (int page = 0; page < page_names.size(); ++page) {
    const auto key = static_cast<Qt::Key>(Qt::Key_1 + page);
    pages.push_back(add(menu, page_names[page],
                        page < 9 ? QKeySequence(QKeyCombination(Qt::ALT, key)) : QKeySequence()));
  }
  menu.addSeparator();
  docks = menu.addMenu(QMainWindow::tr("&Panels"));
  docks->menuAction()->setVisible(false);  // until there is one
  dark = add(menu, QMainWindow::tr("&Dark"));
  dark->setCheckable(true);
  make_languages(*menu.addMenu(QMainWindow::tr("&Language")));
}

// One of them is the language of the next start; its code is the action's data.
void MainMenu::make_languages(QMenu& menu) {
  languages = new QActionGroup(&menu);
  for (const Language& language : gui::languages()) {
    QAction* action = menu.addAction(language.name);
    action->setData(language.code);
    action->setCheckable(true);
    action->setChecked(language.code == chosen_language());
    languages->addAction(action);
  }
}

std::vector<QAction*> MainMenu::commands() const {
  std::vector<QAction*> found = all_;
  for (const QMenu* menu : {examples, exports, docks}) {
    for (QAction* action : menu->actions()) {
      if (!action->isSeparator()) {
        found.push_back(action);
      }
    }
  }
  return found;
}

}  // namespace costwright::gui
