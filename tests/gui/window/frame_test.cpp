// The frame: side list, top bar, start page, finder, and what is shown before there are results.
#include <QKeyEvent>

#include "gui/widgets/icons.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class Frame : public Window {};

TEST_F(Frame, TheSideListNamesThePagesAndShrinksToIcons) {
  window_.show();
  SideList& side = window_.side_list();
  ASSERT_EQ(side.count(), window_.page_count() + 1);
  EXPECT_EQ(side.item(0)->text(), "Scenario");
  EXPECT_EQ(side.item(1)->text(), "Overview");
  window_.resize(1280, 800);
  EXPECT_FALSE(side.is_narrow());
  EXPECT_EQ(side.width(), 150);
  window_.resize(1099, 700);
  EXPECT_TRUE(side.is_narrow());
  EXPECT_LT(side.width(), 60);
  for (int row = 0; row < side.count(); ++row) {
    EXPECT_FALSE(side.item(row)->icon().isNull());
    EXPECT_TRUE(side.item(row)->toolTip().contains(QString("Alt+%1").arg(row + 1)));
  }
}

TEST_F(Frame, EveryPageHasAnIconOfItsOwn) {
  const QImage plain = line_icon("no such icon", theme(false)).pixmap(20).toImage();
  for (const PageInfo& page : result_pages()) {
    EXPECT_NE(line_icon(page.file, theme(false)).pixmap(20).toImage(), plain) << page.name;
  }
}

TEST_F(Frame, AltAndADigitTurnsThePages) {
  open(copy_of("worked-budget"));
  QApplication::setActiveWindow(&window_);
  for (const int page : {2, 0, 3}) {
    QTest::keyClick(&window_, static_cast<Qt::Key>(Qt::Key_1 + page), Qt::AltModifier);
    EXPECT_EQ(window_.shown_page(), page);
  }
}

TEST_F(Frame, TheStateOfTheRunStandsInLineWithItsButton) {
  window_.show();
  QTest::qWait(5);
  const auto middle = [&](const QWidget& widget) {
    return widget.mapTo(&window_, widget.rect().center()).y();
  };
  const auto* words = window_.top_bar().findChild<ElidedLabel*>();
  const auto* run = window_.top_bar().findChild<QPushButton*>();
  ASSERT_TRUE(words != nullptr && run != nullptr);
  EXPECT_NEAR(middle(*words), middle(*run), 1);
}

TEST_F(Frame, ADescriptionThatIsTooLongEndsInAnEllipsis) {
  const QFont font = window_.font();
  const QString text = "one two three four five six seven eight nine ten";
  const int width = QFontMetrics(font).horizontalAdvance("one two three four ");
  const QStringList lines = lines_within(text, font, width, 2);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0], "one two three four");
  EXPECT_TRUE(lines[1].startsWith("five") && lines[1].endsWith(QChar(0x2026)))
      << lines[1].toStdString();
  EXPECT_EQ(lines_within("one two", font, width, 2), QStringList("one two"));
}

TEST_F(Frame, WithoutRecentFilesItSaysSo) {
  StartPage page({});
  page.set_recent({});
  EXPECT_TRUE(page.recent().isHidden());
  page.set_recent({folder_.filePath("scenario.yaml")});
  EXPECT_FALSE(page.recent().isHidden());
}

// The other scenarios are a slow test.
TEST_F(Frame, FitsASmallScreen) {
  open(copy_of("own-rent-buy"));
  run();
  expect_fits_a_small_screen();
}

TEST_F(Frame, BadgesTellErrorsStaleResultsAndARun) {
  open(copy_of("worked-budget"));
  SideList& side = window_.side_list();
  EXPECT_EQ(side.badge(0).kind, Badge::Kind::kNone);
  QSignalSpy answered(&window_.controller(), &RunController::answered);
  window_.controller().run();
  EXPECT_EQ(side.badge(1).kind, Badge::Kind::kRunning);
  ASSERT_TRUE(answered.wait(kPatienceMs));
  EXPECT_EQ(side.badge(1).kind, Badge::Kind::kNone);
  window_.editor().change_to("nonsense: 1\nhorizon: 0\n");
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return side.badge(1).kind == Badge::Kind::kStale;
      },
      kPatienceMs));
  EXPECT_EQ(side.badge(0).kind, Badge::Kind::kError);
  EXPECT_GE(side.badge(0).text.toInt(), 2);
}

TEST_F(Frame, StaleFiguresAreDimmedAndSayWhy) {
  open(copy_of("worked-budget"));
  run();
  window_.show_page(1);
  EXPECT_FALSE(window_.results().is_dimmed());
  window_.editor().change_to("nonsense: 1\n");
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.results().is_dimmed();
      },
      kPatienceMs));
  EXPECT_TRUE(window_.fit_mark().contains("earlier text"));
}

TEST_F(Frame, TheFirstResultTurnsToTheOverviewUnlessTheUserHasMoved) {
  open(copy_of("worked-budget"));
  EXPECT_EQ(window_.shown_page(), 0);
  run();
  EXPECT_EQ(window_.shown_page(), 1);
  window_.show_page(0);
  run();
  EXPECT_EQ(window_.shown_page(), 0) << "only the first";
  window_.open(window_.document().path());
  QSignalSpy answered(&window_.controller(), &RunController::answered);
  window_.controller().run();
  window_.show_page(2);
  ASSERT_TRUE(answered.wait(kPatienceMs));
  EXPECT_EQ(window_.shown_page(), 2);
}

TEST_F(Frame, APageOfResultsShowsTheRunAndOffersToBeginOne) {
  open(copy_of("vision-edge"));
  window_.show_page(1);
  const auto button = [&](const QString& words) {
    for (auto* found : window_.results().findChildren<QPushButton*>()) {
      if (found->text() == words) {
        return found;
      }
    }
    return static_cast<QPushButton*>(nullptr);
  };
  ASSERT_TRUE(button("Run (F5)")->isVisible());
  button("Run (F5)")->click();
  EXPECT_TRUE(window_.controller().is_running());
  EXPECT_FALSE(button("Run (F5)")->isVisible());
  ASSERT_TRUE(button("Cancel (Escape)")->isVisible());
  button("Cancel (Escape)")->click();
  EXPECT_EQ(window_.top_bar().state(), "cancelled");
  EXPECT_TRUE(button("Run (F5)")->isVisible());
}

TEST_F(Frame, TheTopBarSaysWhatTheRunCameToUntilTheNext) {
  open(copy_of("worked-budget"));
  EXPECT_EQ(window_.top_bar().state(), "not run yet");
  EXPECT_TRUE(window_.top_bar().run_button().isVisible());
  run();
  EXPECT_TRUE(window_.top_bar().state().startsWith("done")) << "in some time";
  window_.editor().change_to("nonsense: 1\n");
  QSignalSpy failed(&window_.controller(), &RunController::failed);
  window_.controller().run();
  ASSERT_TRUE(failed.wait(kPatienceMs));
  EXPECT_TRUE(window_.top_bar().state().startsWith("failed: ")) << "and why";
  EXPECT_TRUE(window_.top_bar().state().contains("nonsense"));
}

TEST_F(Frame, LeversMoveTheScenarioAsWrittenAlone) {
  open(copy_of("own-rent-buy"));
  run();
  Levers& levers = window_.what_if().levers();
  ASSERT_FALSE(levers.all().empty());
  const Lever first = levers.all().front();
  levers.move(first.field.path, first.position == 0 ? 1 : 0);
  EXPECT_FALSE(levers.changes().empty());
  QComboBox& variants = window_.top_bar().variants();
  variants.setCurrentIndex(variants.findText("api"));
  Q_EMIT variants.activated(variants.currentIndex());
  EXPECT_TRUE(levers.changes().empty()) << "their values are not those of the variant";
  EXPECT_FALSE(window_.levers_dock().search().isEnabled());
  EXPECT_TRUE(window_.levers_dock().problem().contains("as written"));
  variants.setCurrentIndex(0);
  Q_EMIT variants.activated(0);
  EXPECT_TRUE(window_.levers_dock().search().isEnabled());
  EXPECT_EQ(window_.levers_dock().problem(), "");
}

TEST_F(Frame, AVariantOfTheFileIsRunAsTheCommandLineDoes) {
  const QString path = copy_of("own-rent-buy");
  open(path);
  run();
  QComboBox& variants = window_.top_bar().variants();
  EXPECT_TRUE(variants.isVisible());
  const int index = variants.findText("api");
  ASSERT_GT(index, 0);
  QSignalSpy answered(&window_.controller(), &RunController::answered);
  variants.setCurrentIndex(index);
  Q_EMIT variants.activated(index);
  ASSERT_TRUE(answered.wait(kPatienceMs)) << "it is run again";
  EXPECT_EQ(window_.fit_mark(), "");
  EXPECT_EQ(shown_json(), command_line(path, {"--json", "--variant", "api"}));
  open(copy_of("worked-budget"));
  EXPECT_FALSE(variants.isVisible());
}

TEST_F(Frame, StartsWithExamplesWhichOpenAsCopies) {
  WindowSettings wanted = settings(recovery_.path());
  wanted.examples_folder = SOURCE_DIR "/scenarios";
  MainWindow window(wanted);
  window.show();
  ASSERT_TRUE(window.start_page().isVisible());
  QListWidget& examples = window.start_page().examples();
  const auto found = examples.findItems("Support chat: rent H100 instances", Qt::MatchExactly);
  ASSERT_EQ(found.size(), 1) << "rent.yaml is one of them";
  EXPECT_FALSE(found[0]->toolTip().isEmpty());
  Q_EMIT examples.itemActivated(found[0]);
  EXPECT_TRUE(window.editor().text().contains("rent"));
  EXPECT_TRUE(window.document().path().isEmpty()) << "the shipped file is out of reach of Save";
  EXPECT_FALSE(window.document().is_modified());
  EXPECT_EQ(window.document().name(), "copy of support-chat/rent.yaml");
  QSignalSpy checked(&window.controller(), &RunController::checked);
  ASSERT_TRUE(checked.wait(kPatienceMs));
  EXPECT_EQ(window.problems().count(), 0) << "its trace is found";
  EXPECT_FALSE(window.start_page().isVisible());
}

TEST_F(Frame, FindsPagesFieldsAndCommandsByKeyboard) {
  open(copy_of("worked-budget"));
  Finder& fields = window_.find();
  QTest::keyClicks(&fields.line(), "ashburn electr");
  ASSERT_GE(fields.found().count(), 1);
  EXPECT_TRUE(fields.found().item(0)->text().startsWith("sites.ashburn.electricity"));
  window_.show_page(1);
  QTest::keyClick(&fields.line(), Qt::Key_Return);
  EXPECT_EQ(window_.shown_page(), 0);
  EXPECT_EQ(window_.form_view().currentIndex().data(FormModel::kPathRole),
            "sites.ashburn.electricity");
  Finder& pages = window_.find();
  QTest::keyClicks(&pages.line(), "latency");
  QTest::keyClick(&pages.line(), Qt::Key_Return);
  EXPECT_EQ(window_.shown_page(), 3);
  Finder& commands = window_.find();
  QTest::keyClicks(&commands.line(), "dark");
  QTest::keyClick(&commands.line(), Qt::Key_Return);
  EXPECT_TRUE(action("Dark")->isChecked());
  action("Dark")->trigger();
}

TEST(Finding, EveryWordMustFitAndBeginningsOfNamesCountMost) {
  const Findable price{"field", "sites.dc.electricity", "price of energy", [] {}};
  EXPECT_EQ(fit_of(price, "gas"), 0);
  EXPECT_EQ(fit_of(price, "electricity gas"), 0);
  EXPECT_GT(fit_of(price, "sites"), fit_of(price, "electr"));
  EXPECT_GT(fit_of(price, "electr"), fit_of(price, "lectr"));
  EXPECT_GT(fit_of(price, "lectr"), fit_of(price, "energy"));
  EXPECT_GT(fit_of(price, "ENERGY price"), 0);
}

}  // namespace
}  // namespace costwright::testing
