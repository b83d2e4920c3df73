// costwright-gui [SCENARIO]                         opens the window
// costwright-gui --screenshots DIR SCENARIO         runs it and saves a picture of every page
// costwright-gui --trade-off DIR SCENARIO           searches it and saves pictures of that page
#include <algorithm>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>

#include "gui/pages/compare_page.h"
#include "gui/picture_names.h"
#include "gui/picture_patience.h"
#include "gui/trade_off_book.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/window_memory.h"
#include "study/simulate/usage_cache.h"

namespace costwright::gui {
namespace {

WindowSettings settings() {
  WindowSettings settings;
  settings.run.data_folder = study::find_data_folder("/proc/self/exe");
  settings.run.cache_folder = study::UsageCache::default_folder();
  settings.recovery_folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  const QDir beside(QString::fromStdString(settings.run.data_folder) + "/../scenarios");
  settings.examples_folder = beside.exists() ? beside.canonicalPath() : QString();
  return settings;
}

class PictureBook {
 public:
  PictureBook(MainWindow& window, QString folder) : window_(window), folder_(std::move(folder)) {
    QDir().mkpath(folder_);
    suffix_ = picture_suffix(window_);
  }

  // False when one could not be written.
  bool save_pages() {
    wait_for([&] {
      const auto& levers = window_.what_if().levers().all();
      return levers.empty() || levers.front().kind != LeverKind::kUnknown;
    });
    for (const bool dark : {false, true}) {
      turn(dark);
      save(0, "scenario");
      for (int page = 1; page <= window_.page_count(); ++page) {
        const char* name = result_pages()[static_cast<std::size_t>(page - 1)].file;
        if (!window_.page(page - 1).needs_results()) {
          continue;  // has a book of its own
        }
        auto* compare = qobject_cast<ComparePage*>(&window_.page(page - 1));
        if (compare == nullptr) {
          save(page, name);
        } else {
          save_variants(*compare, page);
          save_compared(*compare, page, name);
        }
      }
    }
    save_problems();
    save_start();
    return good_;
  }

 private:
  void turn(bool dark) {
    apply_theme(*qApp, theme(dark));
    window_.set_theme(theme(dark));
    theme_ = dark ? "-dark" : "";
  }

  void save(int page, const char* name) {
    window_.show_page(page);
    settle();
    const QString path = QString("%1/%2%3%4.png").arg(folder_, name, theme_, suffix_);
    good_ = window_.grab().save(path, "PNG", 0) && good_;  // 0: as small as it gets
  }

  // The scenario beside the next two variants or files.
  void save_variants(ComparePage& compare, int page) {
    window_.show_page(page);
    compare.parts().setCurrentIndex(0);
    QListWidget& choices = compare.variants().choices();
    for (int row = 1; row < std::min(3, choices.count()); ++row) {
      choices.item(row)->setCheckState(Qt::Checked);
    }
    wait_for([&] {
      return choices.count() < 2 || compare.variants().state().isEmpty();
    });
    save(page, "variants");
  }

  // The results against themselves with half as much again of what the first lever moves.
  void save_compared(ComparePage& compare, int page, const char* name) {
    Levers& levers = window_.what_if().levers();
    window_.baseline().pin();
    if (!levers.all().empty()) {
      const Lever first = levers.all().front();
      levers.move(first.field.path, static_cast<int>(first.way.texts.size()) * 3 / 4);
    }
    window_.show_page(page);
    compare.parts().setCurrentIndex(1);
    bool is_made = false;
    QObject once;
    QObject::connect(&window_.baseline(), &Baseline::bridged, &once, [&] {
      is_made = true;
    });
    compare.bridge_button().click();
    wait_for([&] {
      return is_made;
    });
    save(page, name);
    levers.reset_all();
    window_.baseline().unpin();
  }

  // The scenario with a mistake in it.
  void save_problems() {
    turn(false);
    const QString text = window_.document().text();
    window_.editor().change_to(QString(text).replace("discount_rate", "discont_rate"));
    wait_for([&] {
      return window_.editor().marked_lines() > 0;
    });
    save(0, "problems");
    window_.editor().undo();
    window_.document().set_text(text);
  }

  // What one sees without a scenario.
  void save_start() {
    const QTemporaryDir recovery;
    WindowSettings wanted = settings();
    wanted.recovery_folder = recovery.path();
    MainWindow start(wanted);
    start.set_theme(theme(false));
    start.start_page().set_recent({});  // of whoever takes the picture
    start.resize(window_.size());
    start.show();
    settle();
    good_ = start.grab().save(QString("%1/start%2.png").arg(folder_, suffix_), "PNG", 0) && good_;
  }

  MainWindow& window_;
  QString folder_, theme_, suffix_;
  bool good_ = true;
};

int take_screenshots(MainWindow& window, const QString& folder) {
  int code = 1;
  QObject::connect(&window.controller(), &RunController::failed, [](const QString& why) {
    qCritical("%s", qPrintable(why));
    QApplication::exit(2);
  });
  QObject::connect(
      &window.controller(), &RunController::answered, &window,
      [&] {
        code = PictureBook(window, folder).save_pages() ? 0 : 1;
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
  parser.addOption(
      {"trade-off", "Search the scenario, save pictures of its trade-off, end.", "DIR"});
  parser.addOption({"size", "Of the window, in pixels.", "WIDTHxHEIGHT"});
  parser.addPositionalArgument("scenario", "Scenario file (YAML)", "[scenario]");
  parser.process(application);
  WindowSettings wanted = settings();
  if (wanted.run.data_folder.empty()) {
    qCritical(
        "costwright-gui: the catalogue (folder `data`) was not found beside the program; "
        "set COSTWRIGHT_DATA");
    return 1;
  }
  install_language(application);
  apply_theme(application, theme(false));
  const bool takes_pictures = parser.isSet("screenshots");
  wanted.remembers = !takes_pictures && !parser.isSet("trade-off");
  MainWindow window(wanted);
  window.set_theme(theme(false));
  const QStringList names = parser.positionalArguments();
  if (!names.isEmpty() && !window.open(names.front())) {
    qWarning("costwright-gui: '%s' could not be opened", qPrintable(names.front()));
  }
  if (wanted.remembers) {
    restore(window);
  }
  const QStringList size = parser.value("size").split('x');
  if (size.size() == 2) {
    window.resize(size[0].toInt(), size[1].toInt());
  }
  window.show();
  if (parser.isSet("trade-off")) {
    return save_trade_off_pictures(window, parser.value("trade-off")) ? 0 : 1;
  }
  return takes_pictures ? take_screenshots(window, parser.value("screenshots"))
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
