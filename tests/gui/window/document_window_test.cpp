// What the window does with the document: undo from everywhere, files that others change, exports,
// and numbers that are never cut short.
#include <QLabel>
#include <QMessageBox>
#include <QSlider>
#include <QStatusBar>

#include "gui/pages/chart_page.h"
#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"
#include "gui/window/disk_notice.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

// Presses a button of the question that comes up.
void answer_with(QMessageBox::StandardButton button) {
  QTimer::singleShot(0, [button] {
    auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    ASSERT_NE(question, nullptr);
    question->button(button)->click();
  });
}

TEST_F(Window, UndoStandsInTheMenuAndIsGreyWithNothingToUndo) {
  open(copy_of("worked-budget"));
  EXPECT_FALSE(action("Undo")->isEnabled());
  EXPECT_EQ(action("Undo")->shortcut(), QKeySequence(QKeySequence::Undo));
  EXPECT_EQ(action("Redo")->shortcut(), QKeySequence(QKeySequence::Redo));
  const QString text = window_.document().text();
  ASSERT_TRUE(window_.document().set_field("horizon", "24 months"));
  EXPECT_TRUE(action("Undo")->isEnabled());
  action("Undo")->trigger();
  EXPECT_EQ(window_.document().text(), text);
  EXPECT_FALSE(action("Undo")->isEnabled());
  EXPECT_TRUE(action("Redo")->isEnabled());
}

TEST_F(Window, UndoAndRedoWorkFromEveryWidget) {
  open(copy_of("worked-budget"));
  run();
  const QString text = window_.document().text();
  ASSERT_TRUE(window_.document().set_field("horizon", "24 months"));
  const QString changed = window_.document().text();
  window_.activateWindow();
  int tried = 0;
  for (int page = 0; page <= window_.page_count(); ++page) {
    window_.show_page(page);
    for (auto* widget : window_.findChildren<QWidget*>()) {
      const bool takes_keys = (widget->focusPolicy() & Qt::TabFocus) != 0;
      if (!takes_keys || !widget->isVisible() || !widget->isEnabled()) {
        continue;
      }
      widget->setFocus();
      QTest::keyClick(widget, Qt::Key_Z, Qt::ControlModifier);
      EXPECT_EQ(window_.document().text(), text)
          << widget->metaObject()->className() << " " << widget->accessibleName().toStdString();
      QTest::keyClick(widget, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
      EXPECT_EQ(window_.document().text(), changed)
          << widget->metaObject()->className() << " " << widget->accessibleName().toStdString();
      window_.document().set_text(changed);
      ++tried;
    }
  }
  EXPECT_GT(tried, 20);
}

TEST_F(Window, UndoNeverCrossesOpenOrReload) {
  open(copy_of("worked-budget"));
  ASSERT_TRUE(window_.document().set_field("horizon", "24 months"));
  const QString other = folder_.filePath("other.yaml");
  QFile file(other);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("name: other\n");
  file.close();
  ASSERT_TRUE(window_.open(other));
  EXPECT_FALSE(action("Undo")->isEnabled());
  window_.editor().undo();
  EXPECT_EQ(window_.editor().text(), "name: other\n");
  window_.editor().change_to("name: mine\n");
  EXPECT_TRUE(action("Undo")->isEnabled());
  window_.document().restore({}, "name: kept\n");
  EXPECT_FALSE(action("Undo")->isEnabled());
}

TEST_F(Window, TabPassesThroughTheTextAndIndentsOnlyWhereOneHasTyped) {
  open(copy_of("worked-budget"));
  const QString text = window_.editor().text();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
  window_.form_view().setFocus();
  window_.editor().setFocus(Qt::TabFocusReason);
  QTest::keyClick(&window_.editor(), Qt::Key_Tab);
  EXPECT_EQ(window_.editor().text(), text);
  EXPECT_FALSE(window_.editor().hasFocus());
  window_.form_view().setFocus();
  window_.editor().setFocus(Qt::MouseFocusReason);
  QTest::keyClick(&window_.editor(), Qt::Key_Tab);
  EXPECT_NE(window_.editor().text(), text);
}

TEST_F(Window, AFileThatIsChangedOutsideIsReloadedOrKeptWhenAsked) {
  const QString path = copy_of("worked-budget");
  open(path);
  auto* notice = window_.findChild<DiskNotice*>();
  ASSERT_NE(notice, nullptr);
  EXPECT_FALSE(notice->isVisible());
  const auto write = [&](const QByteArray& bytes) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
  };
  const auto seen = [&] {
    return notice->isVisible();
  };
  write("name: theirs\n");
  ASSERT_TRUE(QTest::qWaitFor(seen, 2000));
  notice->keep_button().click();
  EXPECT_FALSE(notice->isVisible());
  EXPECT_TRUE(window_.document().is_modified());
  write("name: theirs again\n");
  ASSERT_TRUE(QTest::qWaitFor(seen, 2000));
  answer_with(QMessageBox::Cancel);
  notice->reload_button().click();
  EXPECT_NE(window_.editor().text(), "name: theirs again\n") << "unsaved changes are kept";
  answer_with(QMessageBox::Yes);
  notice->reload_button().click();
  EXPECT_EQ(window_.editor().text(), "name: theirs again\n");
  EXPECT_FALSE(notice->isVisible());
}

TEST_F(Window, AReadOnlyFileIsNotSavedUnasked) {
  const QString path = copy_of("worked-budget");
  QFile::setPermissions(path, QFile::ReadOwner);
  open(path);
  window_.editor().change_to("name: mine\n");
  answer_with(QMessageBox::Cancel);
  action("Save")->trigger();
  EXPECT_TRUE(window_.document().is_modified());
  answer_with(QMessageBox::Yes);
  action("Save")->trigger();
  EXPECT_FALSE(window_.document().is_modified());
}

TEST_F(Window, AnUnansweredOfferOutlivesTheWindowAndRestoreAsksFirst) {
  const QTemporaryDir left;
  {
    Recovery dying(left.path());
    ASSERT_TRUE(dying.keep({}, "name: typed\n"));
    QFile::copy(QDir(left.path()).filePath(QDir(left.path()).entryList({"*.recovery"})[0]),
                left.filePath("0.recovery"));
  }
  {
    MainWindow unanswered(settings(left.path()));
    unanswered.show();
    ASSERT_TRUE(unanswered.is_offering_recovery());
    ASSERT_TRUE(unanswered.open(copy_of("worked-budget")));
    unanswered.close();
  }
  MainWindow restarted(settings(left.path()));
  restarted.show();
  ASSERT_TRUE(restarted.is_offering_recovery());
  restarted.editor().change_to("name: new work\n");
  answer_with(QMessageBox::Cancel);
  restarted.accept_recovery();
  EXPECT_EQ(restarted.editor().text(), "name: new work\n");
  EXPECT_TRUE(restarted.is_offering_recovery());
  answer_with(QMessageBox::Discard);
  restarted.accept_recovery();
  EXPECT_EQ(restarted.editor().text(), "name: typed\n");
  EXPECT_FALSE(QFile::exists(left.filePath("0.recovery")));
}

TEST(ExportFile, GetsItsEndingAndNoOther) {
  const ExportKind picture{"", "cost", "", {"png", "svg", "pdf"}};
  EXPECT_EQ(with_ending("/a/cost", picture), "/a/cost.png");
  EXPECT_EQ(with_ending("/a/cost.PDF", picture), "/a/cost.PDF");
  EXPECT_FALSE(with_ending("/a/cost.jpg", picture));
  EXPECT_FALSE(with_ending("/a/cost.pdf", {"", "cost", "", {"csv"}}));
}

TEST_F(Window, AnExportReplacesNoFileUnasked) {
  const QString path = copy_of("worked-budget");
  window_.show();
  answer_with(QMessageBox::No);
  EXPECT_FALSE(may_replace(&window_, path));
  answer_with(QMessageBox::Yes);
  EXPECT_TRUE(may_replace(&window_, path));
  EXPECT_TRUE(may_replace(&window_, folder_.filePath("new.csv")));
}

TEST_F(Window, APdfIsAPdfAndASvgNamesTheScenario) {
  open(copy_of("worked-budget"));
  run();
  window_.show_page(2);
  auto* page = qobject_cast<ChartPage*>(&window_.page(1));
  ASSERT_NE(page, nullptr);
  const QString caption = picture_caption("Budget", {"expense", "category"});
  EXPECT_EQ(caption, "Budget · expense, category · " + QDate::currentDate().toString(Qt::ISODate));
  page->canvases()[0]->set_caption(caption);
  const auto bytes = [&](const char* name) {
    EXPECT_TRUE(page->canvases()[0]->save(folder_.filePath(name))) << name;
    QFile file(folder_.filePath(name));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return file.readAll();
  };
  EXPECT_TRUE(bytes("cost.pdf").startsWith("%PDF-"));
  EXPECT_TRUE(bytes("cost.svg").contains(caption.toUtf8()));
  EXPECT_TRUE(bytes("cost.png").startsWith("\x89PNG"));
  const QImage picture(folder_.filePath("cost.png"));
  int bars = 0;  // in the right quarter, where the last months stand
  for (int x = picture.width() * 3 / 4; x < picture.width(); ++x) {
    for (int y = 0; y < picture.height() / 2; ++y) {
      bars += picture.pixelColor(x, y).saturation() > 150 ? 1 : 0;
    }
  }
  EXPECT_GT(bars, 1000) << "the chart fills the picture";
  EXPECT_FALSE(page->canvases()[0]->save("/proc/nowhere/cost.pdf"));
}

TEST_F(Window, TheStatusBarNamesTheFileOfAnExport) {
  window_.show();
  tell_exported(&window_, "/a/cost.csv");
  EXPECT_EQ(window_.statusBar()->currentMessage(), "Written: /a/cost.csv");
}

TEST_F(Window, NoNumberIsCutShortAtAnyWidth) {
  open(copy_of("worked-budget"));
  run();
  int cells = 0;
  for (const int width : {958, 1280, 1920}) {
    window_.resize(width, 800);
    for (int page = 1; page <= window_.page_count(); ++page) {
      window_.show_page(page);
      cells += expect_numbers_fit(window_.page(page - 1));
    }
  }
  EXPECT_GT(cells, 5000);
}

}  // namespace
}  // namespace costwright::testing
