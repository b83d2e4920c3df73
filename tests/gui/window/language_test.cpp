// The window in other languages: words that are a good deal longer are not cut off, and the
// translations are whole.
#include "gui/window/language.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QXmlStreamReader>

#include "gui/widgets/elided_label.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

// A language whose words are 40 % longer, so that what is cut off in German or Finnish is seen.
class LongWords : public QTranslator {
 public:
  QString translate(const char* /*context*/,
                    const char* source,
                    const char* /*disambiguation*/,
                    int /*n*/) const override {
    const QString words = QString::fromUtf8(source);
    return words + QString((2 * words.size() + 4) / 5, 'n');
  }
  bool isEmpty() const override { return false; }
};

class Installed {
 public:
  explicit Installed(QTranslator& words) : words_(words) {
    QCoreApplication::installTranslator(&words_);
  }
  ~Installed() { QCoreApplication::removeTranslator(&words_); }
  Installed(const Installed&) = delete;
  Installed& operator=(const Installed&) = delete;

 private:
  QTranslator& words_;
};

bool is_cut(const QLabel& label) {
  if (qobject_cast<const ElidedLabel*>(&label) != nullptr || label.text().isEmpty()) {
    return false;  // it says "…", and all of it in its tooltip
  }
  return label.wordWrap() ? label.height() < label.heightForWidth(label.width())
                          : label.width() < label.sizeHint().width();
}

bool is_cut(const QAbstractButton& button) {
  const int words = button.fontMetrics().horizontalAdvance(button.text().remove('&'));
  return button.width() < words;
}

// Of what is seen.
void expect_nothing_cut(const QWidget& shown, const std::string& where) {
  for (const QLabel* label : shown.findChildren<QLabel*>()) {
    if (label->isVisible()) {
      EXPECT_FALSE(is_cut(*label)) << where << ": " << label->text().toStdString() << " in "
                                   << label->width() << " x " << label->height();
    }
  }
  for (const QAbstractButton* button : shown.findChildren<QAbstractButton*>()) {
    if (button->isVisible()) {
      EXPECT_FALSE(is_cut(*button))
          << where << ": " << button->text().toStdString() << " in " << button->width();
    }
  }
}

void expect_pages_whole(MainWindow& window) {
  for (int page = 0; page <= window.page_count(); ++page) {
    window.show_page(page);
    QTest::qWait(5);
    expect_nothing_cut(window, "page " + std::to_string(page));
    for (auto* tabs : window.findChildren<QTabWidget*>()) {
      for (int tab = 0; tabs->isVisible() && tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(1);
        expect_nothing_cut(window, "page " + std::to_string(page) + ", tab " + std::to_string(tab));
      }
    }
  }
  const QListWidget& side = window.side_list();
  EXPECT_LE(side.sizeHintForColumn(0), side.viewport()->width()) << "names of pages";
}

TEST(Languages, LongerWordsAreNotCutOff) {
  LongWords words;
  const Installed installed(words);
  const QTemporaryDir recovery;
  WindowSettings settings;
  settings.run.data_folder = SOURCE_DIR "/data";
  settings.run.check_after_ms = 5;
  settings.recovery_folder = recovery.path();
  MainWindow window(settings);
  window.set_theme(theme(false));
  ASSERT_TRUE(window.top_bar().findChild<QPushButton*>() != nullptr);
  EXPECT_EQ(window.side_list().item(1)->text(), "Overviewnnnn") << "the words are long";
  window.resize(1280, 800);
  window.show();
  expect_nothing_cut(window, "start page");
  ASSERT_TRUE(window.open(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml"));
  QSignalSpy results(&window.controller(), &RunController::answered);
  window.controller().run();
  ASSERT_TRUE(results.wait(kPatienceMs));
  window.baseline().pin();
  const auto& levers = window.what_if().levers().all();  // what they are is said when it is known
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return levers.front().kind != LeverKind::kUnknown;
      },
      kPatienceMs));
  expect_pages_whole(window);
}

TEST(Languages, ChineseIsSpokenWhenAsked) {
  WindowTranslator words;
  ASSERT_TRUE(words.load(QLocale("zh_CN"), "costwright", "_", ":/i18n"));
  const Installed installed(words);
  EXPECT_EQ(TopBar::tr("Run"), "运行");
  const QTemporaryDir recovery;
  WindowSettings settings;
  settings.run.data_folder = SOURCE_DIR "/data";
  settings.recovery_folder = recovery.path();
  const MainWindow window(settings);
  EXPECT_EQ(const_cast<MainWindow&>(window).side_list().item(1)->text(), "总览");
}

TEST(Languages, TheChoiceIsKeptAndEnglishNeedsNoFile) {
  EXPECT_EQ(chosen_language(), "");
  choose_language("zh");
  EXPECT_EQ(chosen_language(), "zh");
  choose_language("");
  EXPECT_FALSE(install_language(*qApp, "en"));
}

QStringList places_in(const QString& words) {
  QStringList found;
  static const QRegularExpression place("%\\d");
  for (auto match = place.globalMatch(words); match.hasNext();) {
    found << match.next().captured();
  }
  found.sort();
  return found;
}

// A word of the source that is not in the file yet is shown in English, and nothing else says so.
TEST(Languages, NoWordOfTheSourceIsMissing) {
  const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + "/lupdate";
  if (!QFile::exists(lupdate)) {
    GTEST_SKIP() << "there is no lupdate (qt6-l10n-tools)";
  }
  const QTemporaryDir folder;
  const QString words = folder.filePath("costwright_zh.ts");
  ASSERT_TRUE(QFile::copy(SOURCE_DIR "/gui/i18n/costwright_zh.ts", words));
  QProcess program;
  program.start(lupdate, {"-locations", "none", "-no-obsolete", SOURCE_DIR "/gui", "-ts", words});
  ASSERT_TRUE(program.waitForFinished(kPatienceMs));
  const QString said = QString::fromUtf8(program.readAll());
  EXPECT_TRUE(said.contains("(0 new and ")) << said.toStdString() << "run tools/translations.sh";
}

// tools/translations.sh brings new words into the file; until somebody translates them this fails.
TEST(Languages, EveryWordIsTranslatedWithItsPlaces) {
  QFile file(SOURCE_DIR "/gui/i18n/costwright_zh.ts");
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  QXmlStreamReader xml(&file);
  QString source;
  int messages = 0;
  while (!xml.atEnd()) {
    xml.readNext();
    if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
      source = xml.readElementText();
    } else if (xml.isStartElement() && xml.name() == QLatin1String("translation")) {
      const QString state = xml.attributes().value("type").toString();
      const QString words = xml.readElementText();
      ++messages;
      EXPECT_EQ(state, "") << source.toStdString();
      EXPECT_FALSE(words.isEmpty()) << source.toStdString();
      EXPECT_EQ(places_in(words), places_in(source)) << source.toStdString();
    }
  }
  EXPECT_GT(messages, 350);
}

}  // namespace
}  // namespace costwright::testing
