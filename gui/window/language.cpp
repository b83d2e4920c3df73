#include "gui/window/language.h"

#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>

namespace costwright::gui {
namespace {

constexpr char kSetting[] = "window/language";
constexpr char kEnglish[] = "en";

// Qt's own words ("Cancel" of a file dialog), where they are installed.
void install_qt_words(QCoreApplication& application, const QLocale& locale) {
  auto* words = new QTranslator(&application);
  if (words->load(locale, "qtbase", "_", QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QCoreApplication::installTranslator(words);
  }
}

}  // namespace

std::vector<Language> languages() {
  return {{"", QCoreApplication::translate("Language", "As the system")},
          {kEnglish, "English"},
          {"zh", QStringLiteral("中文")}};
}

QString chosen_language() {
  return QSettings().value(kSetting).toString();
}

void choose_language(const QString& code) {
  QSettings().setValue(kSetting, code);
}

QString WindowTranslator::translate(const char* context,
                                    const char* source,
                                    const char* disambiguation,
                                    int n) const {
  const QByteArray whole(context);
  const QByteArray name = whole.mid(whole.lastIndexOf(':') + 1);
  return QTranslator::translate(name.constData(), source, disambiguation, n);
}

bool install_language(QCoreApplication& application, const QString& code) {
  const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
  auto* words = new WindowTranslator(&application);
  if (code == kEnglish || !words->load(locale, "costwright", "_", ":/i18n")) {
    return false;
  }
  QCoreApplication::installTranslator(words);
  install_qt_words(application, locale);
  return true;
}

}  // namespace costwright::gui
