// costwright-gui [SCENARIO]                         opens the window
// costwright-gui --screenshots DIR SCENARIO         runs it and saves a picture of every page
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

#include "gui/main_window.h"
#include "study/usage_cache.h"

namespace costwright::gui {
namespace {

WindowSettings settings() {
  WindowSettings settings;
  settings.run.data_folder = find_data_folder("/proc/self/exe");
  settings.run.cache_folder = UsageCache::default_folder();
  settings.recovery_folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  const QDir beside(QString::fromStdString(settings.run.data_folder) + "/../scenarios");
  settings.examples_folder = beside.exists() ? beside.canonicalPath() : QString();
  return settings;
}

void settle() {
  for (int i = 0; i < 20; ++i) {
    QApplication::processEvents(QEventLoop::AllEvents, 10);
  }
}

bool save_pages(MainWindow& window, const QString& folder) {
  QDir().mkpath(folder);
  const QString scale = window.devicePixelRatioF() > 1.5 ? "-200" : "";
  bool good = true;
  for (const bool dark : {false, true}) {
    apply_theme(*qApp, theme(dark));
    window.set_theme(theme(dark));
    for (int page = 0; page <= window.page_count(); ++page) {
      window.show_page(page);
      settle();
      const char* name =
          page == 0 ? "scenario" : result_pages()[static_cast<std::size_t>(page - 1)].file;
      const QString path = QString("%1/%2%3%4.png").arg(folder, name, dark ? "-dark" : "", scale);
      good = window.grab().save(path) && good;
    }
  }
  return good;
}

int take_screenshots(MainWindow& window, const QString& folder) {
  int code = 1;
  QObject::connect(&window.controller(), &RunController::failed, [](const QString& why) {
    qCritical("%s", qPrintable(why));
    QApplication::exit(2);
  });
  QObject::connect(
      &window.controller(), &RunController::results_changed, &window,
      [&] {
        code = save_pages(window, folder) ? 0 : 1;
        QApplication::exit(code);
      },
      Qt::SingleShotConnection);
  window.controller().run();
  return QApplication::exec();
}

int run(QApplication& application) {
  QCommandLineParser parser;
  parser.setApplicationDescription("What an AI system costs, why, and what to change");
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addOption({"screenshots", "Run the scenario, save a picture of every page, end.", "DIR"});
  parser.addPositionalArgument("scenario", "Scenario file (YAML)", "[scenario]");
  parser.process(application);
  WindowSettings wanted = settings();
  if (wanted.run.data_folder.empty()) {
    qCritical(
        "costwright-gui: the catalogue (folder `data`) was not found beside the program; "
        "set COSTWRIGHT_DATA");
    return 1;
  }
  apply_theme(application, theme(false));
  MainWindow window(wanted);
  window.set_theme(theme(false));
  const QStringList names = parser.positionalArguments();
  if (!names.isEmpty() && !window.open(names.front())) {
    qWarning("costwright-gui: '%s' could not be opened", qPrintable(names.front()));
  }
  window.show();
  return parser.isSet("screenshots") ? take_screenshots(window, parser.value("screenshots"))
                                     : QApplication::exec();
}

}  // namespace
}  // namespace costwright::gui

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setApplicationName("costwright");
  QApplication::setOrganizationName("costwright");
  QApplication::setApplicationVersion(COSTWRIGHT_VERSION);
  return costwright::gui::run(application);
}
