#include "gui/jobs/search_job.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include "gui/jobs/guarded.h"

namespace costwright::gui {
namespace {

SharedTradeOff shared(study::TradeOff record) {
  return std::make_shared<const study::TradeOff>(std::move(record));
}

// One file for each scenario as it is written: a search of another text begins another.
QString journal_of(const QString& folder, const study::ScenarioSource& source) {
  if (folder.isEmpty()) {
    return {};
  }
  QCryptographicHash hash(QCryptographicHash::Sha1);
  for (const std::string& part : {source.path, source.text.value_or(""), source.variant}) {
    hash.addData(QByteArray::fromStdString(part + '\n'));
  }
  const QString name = QFileInfo(QString::fromStdString(source.path)).dir().dirName();
  const QString digest = QString::fromLatin1(hash.result().toHex().left(12));
  return QDir(folder).filePath(QString("%1-%2.sqlite").arg(name, digest));
}

// Nullopt with an error.
std::optional<study::OptimizeRequest> request_of(const SearchWish& wish,
                                                 const QString& journal,
                                                 Diagnostics& diagnostics) {
  const auto objectives = study::parse_objectives(wish.objectives.toStdString(), diagnostics);
  if (!objectives) {
    return std::nullopt;
  }
  study::OptimizeRequest request;
  request.objectives = *objectives;
  for (const QString& limit : wish.limits.split(';', Qt::SkipEmptyParts)) {
    if (!limit.trimmed().isEmpty()) {
      request.subject_to.push_back(limit.trimmed().toStdString());
    }
  }
  request.keeps_slo = wish.keeps_slo;
  request.journal = journal.toStdString();
  request.has_baselines = false;
  return request;
}

}  // namespace

SearchJob::SearchJob(RunController& controller, QString journal_folder, QObject* parent)
    : QObject(parent),
      controller_(controller),
      journal_folder_(std::move(journal_folder)),
      job_(this) {}

void SearchJob::set_running(bool running) {
  if (std::exchange(is_running_, running) != running) {
    Q_EMIT running_changed(running);
  }
}

void SearchJob::search(const study::ScenarioSource& source, const SearchWish& wish) {
  journal_ = journal_of(journal_folder_, source);
  if (!journal_.isEmpty()) {
    QDir().mkpath(journal_folder_);
  }
  set_running(true);
  job_.submit(
      [source, wish, journal = journal_, tools = controller_.tools()](const std::stop_token& stop,
                                                                      const auto& tell) {
        Told last;
        last.is_last = true;
        guarded(last.diagnostics, source.path, [&] {
          const auto request = request_of(wish, journal, last.diagnostics);
          if (!request) {
            return;
          }
          study::OptimizeOptions options;
          options.threads = tools.threads;
          options.remembered = tools.remembered.get();
          options.stop = stop;
          options.watch = [&](study::TradeOff so_far) {
            Told told;
            told.record = shared(std::move(so_far));
            tell(std::move(told));
          };
          auto found = optimize(*tools.inputs, source, *request, options, last.diagnostics);
          if (found) {
            last.explained =
                contribution_table({found->contributions, found->interactions, found->explained},
                                   found->objectives.front().metric, found->currency);
            last.record = shared(std::move(found->record));
          }
        });
        tell(std::move(last));
      },
      [this](Told told) {
        take(std::move(told));
      });
}

void SearchJob::open(const QString& journal) {
  set_running(true);
  job_.submit(
      [path = journal.toStdString()](const std::stop_token&, const auto& tell) {
        Told last;
        last.is_last = true;
        guarded(last.diagnostics, path, [&] {
          if (auto record = study::open_trade_off(path, last.diagnostics)) {
            last.record = shared(std::move(*record));
          }
        });
        tell(std::move(last));
      },
      [this](Told told) {
        take(std::move(told));
      });
}

void SearchJob::explain(const SharedTradeOff& record, std::size_t point) {
  set_running(true);
  job_.submit(
      [record, point, tools = controller_.tools()](const std::stop_token& stop, const auto& tell) {
        Told last;
        last.is_last = true;
        guarded(last.diagnostics, record->source.path, [&] {
          study::OptimizeOptions options;
          options.threads = tools.threads;
          options.remembered = tools.remembered.get();
          options.stop = stop;
          const auto found =
              study::explain(*tools.inputs, *record, point, options, last.diagnostics);
          if (found) {
            last.explained =
                contribution_table(*found, record->aim.objectives.front().metric, record->currency);
          }
        });
        tell(std::move(last));
      },
      [this](Told told) {
        take(std::move(told));
      });
}

void SearchJob::cancel() {
  job_.cancel();
  set_running(false);
}

void SearchJob::take(Told told) {
  if (told.record) {
    Q_EMIT this->told(told.record);
  }
  if (!told.is_last) {
    return;
  }
  set_running(false);
  if (told.explained) {
    Q_EMIT explained(*told.explained);
  }
  if (told.diagnostics.has_errors()) {
    Q_EMIT failed(QString::fromStdString(told.diagnostics.text()));
  }
}

}  // namespace costwright::gui
