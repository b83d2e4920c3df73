// The scenario's page: text and form that find, complete, explain and show each other.
#include <QComboBox>
#include <QCompleter>

#include "gui/widgets/find_bar.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class ScenarioPage : public Window {
 protected:
  QModelIndex value_of(const char* path) {
    const auto found = window_.form().match(window_.form().index(0, 0), FormModel::kPathRole, path,
                                            1, Qt::MatchRecursive | Qt::MatchExactly);
    EXPECT_EQ(found.size(), 1) << path;
    return found.isEmpty() ? QModelIndex() : found[0].siblingAtColumn(FormModel::kValue);
  }

  bool is_hidden(const char* path) {
    const QModelIndex index = value_of(path);
    return window_.form_view().isRowHidden(index.row(), index.parent());
  }

  int line_of(const QString& words) {
    const QStringList lines = window_.editor().text().split('\n');
    for (int line = 0; line < lines.size(); ++line) {
      if (lines[line].contains(words)) {
        return line + 1;
      }
    }
    return 0;
  }

  int cursor_line() {
    int line = 0;
    int index = 0;
    window_.editor().getCursorPosition(&line, &index);
    return line + 1;
  }
};

TEST_F(ScenarioPage, FindsAndReplacesWithOneUndo) {
  open(copy_of("worked-budget"));
  const QString text = window_.editor().text();
  auto* bar = window_.findChild<FindBar*>();
  ASSERT_NE(bar, nullptr);
  action("Replace…")->trigger();
  ASSERT_TRUE(bar->isVisible());
  bar->words().setText("ASHBURN");
  EXPECT_EQ(bar->found(), QString("%1 found").arg(text.count("ashburn")));
  EXPECT_TRUE(bar->find());
  EXPECT_EQ(window_.editor().selectedText(), "ashburn");
  bar->other().setText("berlin");
  EXPECT_EQ(bar->replace_all(), text.count("ashburn"));
  EXPECT_EQ(window_.editor().text(), QString(text).replace("ashburn", "berlin"));
  action("Undo")->trigger();
  EXPECT_EQ(window_.editor().text(), text);
  bar->words().setText("nowhere to be found");
  EXPECT_FALSE(bar->find());
}

TEST_F(ScenarioPage, NextProblemGoesRoundAllOfThem) {
  open(copy_of("worked-budget"));
  const QString faulty =
      QString(window_.editor().text())
          .replace("pue: 1.35", "pue: 13.5")
          .replace("count: 1\n      price: 310000", "count: x\n      price: 310000");
  const int first = line_of("pue: 1.35");
  window_.editor().change_to(faulty);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.editor().marked_lines() == 2;
      },
      kPatienceMs));
  window_.editor().go_to(1, 1);
  action("Next problem")->trigger();
  EXPECT_EQ(cursor_line(), first);
  action("Next problem")->trigger();
  EXPECT_EQ(cursor_line(), line_of("count: x"));
  action("Next problem")->trigger();
  EXPECT_EQ(cursor_line(), first);
}

TEST_F(ScenarioPage, CompletesKeysAndNamesOfTheCatalogue) {
  open(copy_of("worked-budget"));
  window_.editor().change_to("fleet:\n  a:\n    owned:\n      ser\n");
  window_.editor().setFocus();
  window_.editor().setCursorPosition(3, 9);
  window_.editor().show_offer();
  ASSERT_TRUE(window_.editor().isListActive());
  QTest::keyClick(&window_.editor(), Qt::Key_Return);
  EXPECT_EQ(window_.editor().text(3), "      server\n");
  window_.editor().change_to("fleet:\n  a:\n    owned:\n      server: hgx-h100\n");
  window_.editor().setCursorPosition(3, 22);
  window_.editor().show_offer();
  EXPECT_TRUE(window_.editor().isListActive());
  window_.editor().cancelList();
}

TEST_F(ScenarioPage, ExplainsAWordAndAMistake) {
  open(copy_of("worked-budget"));
  const int line = line_of("pue: 1.35") - 1;
  const QString help = window_.editor().explained(line, 5);
  EXPECT_TRUE(help.startsWith("sites.ashburn.pue")) << help.toStdString();
  EXPECT_TRUE(help.contains("Range: 1 to")) << help.toStdString();
  window_.editor().change_to(QString(window_.editor().text()).replace("pue: 1.35", "pue: 13.5"));
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.editor().marked_lines() == 1;
      },
      kPatienceMs));
  EXPECT_TRUE(window_.editor().explained(line, 10).contains("out of range"));
  EXPECT_EQ(window_.editor().explained(0, 3), "") << "a comment";
}

TEST_F(ScenarioPage, ABadValueIsMarkedInTheForm) {
  open(copy_of("worked-budget"));
  window_.editor().change_to(QString(window_.editor().text()).replace("pue: 1.35", "pue: 13.5"));
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return !value_of("sites.ashburn.pue").data(FormModel::kProblemRole).toString().isEmpty();
      },
      kPatienceMs));
  const QModelIndex value = value_of("sites.ashburn.pue");
  EXPECT_TRUE(value.data(Qt::ToolTipRole).toString().contains("out of range"));
  EXPECT_EQ(value_of("sites.ashburn.electricity").data(FormModel::kProblemRole).toString(), "");
  const QImage red =
      window_.form_view().viewport()->grab(window_.form_view().visualRect(value)).toImage();
  const QColor wanted = theme(false).error;
  bool is_seen = false;
  for (int x = 0; x < red.width(); ++x) {
    for (int y = 0; y < red.height(); ++y) {
      const QColor at = red.pixelColor(x, y);
      is_seen = is_seen || (at.red() > 150 && at.red() - at.blue() > 80);
    }
  }
  EXPECT_TRUE(is_seen) << "red as " << wanted.name().toStdString();
  window_.editor().undo();
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return value_of("sites.ashburn.pue").data(FormModel::kProblemRole).toString().isEmpty();
      },
      kPatienceMs));
}

TEST_F(ScenarioPage, TheFormIsSearchedAndLeavesOutWhatIsNotWritten) {
  open(copy_of("worked-budget"));
  FormPanel& panel = window_.form_panel();
  panel.search().setText("salary engineer");
  EXPECT_FALSE(is_hidden("staff.engineer.salary"));
  EXPECT_TRUE(is_hidden("sites.ashburn.pue"));
  panel.search().clear();
  EXPECT_FALSE(is_hidden("sites.ashburn.pue"));
  panel.only_written().setChecked(true);
  EXPECT_FALSE(is_hidden("sites.ashburn.pue"));
  EXPECT_TRUE(is_hidden("sites.ashburn.electricity_escalation"));
  ASSERT_TRUE(window_.document().set_field("sites.ashburn.electricity_escalation", "2 %/year"));
  EXPECT_FALSE(is_hidden("sites.ashburn.electricity_escalation"));
}

TEST_F(ScenarioPage, AClearedFieldHasItsDefault) {
  open(copy_of("worked-budget"));
  const QString text = window_.editor().text();
  window_.form_view().setFocus();
  window_.form_view().setCurrentIndex(value_of("sites.ashburn.carbon"));
  auto* entry = window_.form_view().findChild<QLineEdit*>();
  ASSERT_NE(entry, nullptr) << "what is chosen can be typed over";
  QTest::keyClick(entry, Qt::Key_Escape);
  QTest::keyClick(&window_.form_view(), Qt::Key_Delete);
  EXPECT_EQ(window_.editor().text(), QString(text).remove("    carbon: 308 g/kWh\n"));
  EXPECT_FALSE(value_of("sites.ashburn.carbon").data(FormModel::kWrittenRole).toBool());
  action("Undo")->trigger();
  window_.form().setData(value_of("sites.ashburn.carbon"), "", Qt::EditRole);
  EXPECT_FALSE(window_.editor().text().contains("carbon"));
}

TEST_F(ScenarioPage, AFieldAndItsLineShowEachOther) {
  open(copy_of("worked-budget"));
  window_.form_view().setCurrentIndex(value_of("staff.engineer.salary"));
  EXPECT_EQ(cursor_line(), line_of("salary: 190000"));
  window_.editor().setCursorPosition(line_of("pue: 1.35") - 1, 6);
  EXPECT_TRUE(QTest::qWaitFor([&] {
    return window_.form_view().currentIndex().data(FormModel::kPathRole).toString() ==
           "sites.ashburn.pue";
  }));
}

TEST_F(ScenarioPage, RowsHaveRoomAndNamesOfTheCatalogueAreSearched) {
  open(copy_of("worked-budget"));
  EXPECT_GE(window_.form_view().visualRect(value_of("horizon")).height(), 22);
  window_.form_view().edit(value_of("fleet.own.owned.server"));
  auto* combo = window_.form_view().findChild<QComboBox*>();
  ASSERT_NE(combo, nullptr);
  EXPECT_TRUE(combo->isEditable());
  EXPECT_GT(combo->count(), 20);
  EXPECT_EQ(combo->currentText(), "hgx-h100-8");
  EXPECT_EQ(combo->completer()->filterMode(), Qt::MatchContains);
}

TEST_F(ScenarioPage, ARefusedEditOfTheFormSaysWhyUntilTheTextCanBeRead) {
  open(copy_of("worked-budget"));
  const QString good = window_.editor().text();
  window_.editor().change_to(QString(good).replace("name: \"", "name: [\""));
  const QString broken = window_.editor().text();
  window_.form().setData(value_of("horizon"), "24 months", Qt::EditRole);
  EXPECT_EQ(window_.editor().text(), broken);
  QTest::qWait(100);  // the check has its say
  EXPECT_TRUE(window_.form_panel().refusal().contains("not YAML"));
  window_.editor().change_to(good);
  EXPECT_EQ(window_.form_panel().refusal(), "");
}

}  // namespace
}  // namespace costwright::testing
