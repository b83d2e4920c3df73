#pragma once
// The language of the window: as chosen in its menu, else the system's. Words of the models (labels
// of metrics, reports, messages of the checker) are English in all.
#include <vector>

#include <QCoreApplication>
#include <QStringList>
#include <QTranslator>

namespace costwright::gui {

struct Language {
  QString code;  // "zh"; "": the system's
  QString name;  // in itself
};
std::vector<Language> languages();

QString chosen_language();
void choose_language(const QString& code);  // from the next start on

// Of the classes of this program: the files of translations name them without their namespaces,
// which Qt asks for.
class WindowTranslator : public QTranslator {
 public:
  using QTranslator::QTranslator;
  QString translate(const char* context,
                    const char* source,
                    const char* disambiguation = nullptr,
                    int n = -1) const override;
};

// Before the window is made. False: its words are English.
bool install_language(QCoreApplication& application, const QString& code = chosen_language());

}  // namespace costwright::gui
