#include "gui/window/scenario_memory.h"

#include <algorithm>
#include <utility>

#include <QCryptographicHash>
#include <QDateTime>
#include <QSettings>

namespace costwright::gui {
namespace {

constexpr qsizetype kMostScenarios = 50;

void write_source(QSettings& settings, const QString& key, const study::ScenarioSource& source) {
  settings.setValue(key + "/path", QString::fromStdString(source.path));
  settings.setValue(key + "/text", QString::fromStdString(source.text.value_or("")));
  settings.setValue(key + "/variant", QString::fromStdString(source.variant));
  QStringList overrides;
  for (const Override& change : source.overrides) {
    overrides << QString::fromStdString(change.path) << QString::fromStdString(change.value);
  }
  settings.setValue(key + "/overrides", overrides);
}

study::ScenarioSource read_source(const QSettings& settings, const QString& key) {
  study::ScenarioSource source{settings.value(key + "/path").toString().toStdString()};
  source.text = settings.value(key + "/text").toString().toStdString();
  source.variant = settings.value(key + "/variant").toString().toStdString();
  const QStringList overrides = settings.value(key + "/overrides").toStringList();
  for (qsizetype i = 0; i + 1 < overrides.size(); i += 2) {
    source.overrides.push_back({overrides[i].toStdString(), overrides[i + 1].toStdString()});
  }
  return source;
}

// Those that were used last stay.
void forget_the_oldest(QSettings& settings) {
  settings.beginGroup("scenarios");
  QStringList known = settings.childGroups();
  std::sort(known.begin(), known.end(), [&](const QString& a, const QString& b) {
    return settings.value(a + "/used").toLongLong() > settings.value(b + "/used").toLongLong();
  });
  for (const QString& key : known.mid(kMostScenarios)) {
    settings.remove(key);
  }
  settings.endGroup();
}

void mark_used(QSettings& settings, const QString& key) {
  settings.setValue(key + "/used", QDateTime::currentMSecsSinceEpoch());
  forget_the_oldest(settings);
}

}  // namespace

ScenarioMemory::ScenarioMemory(Document& document,
                               Levers& levers,
                               Baseline& baseline,
                               RunController& controller,
                               QObject* parent)
    : QObject(parent), document_(document), levers_(levers), baseline_(baseline) {
  connect(&document_, &Document::replaced, this, &ScenarioMemory::recall_levers);
  connect(&levers_, &Levers::pinned_changed, this, &ScenarioMemory::keep_levers);
  connect(&baseline_, &Baseline::pinned_changed, this, &ScenarioMemory::keep_baseline);
  connect(&controller, &RunController::answered, this, &ScenarioMemory::recall_baseline);
}

QString ScenarioMemory::key() const {
  const QByteArray path = document_.path().toUtf8();
  const QByteArray hash = QCryptographicHash::hash(path, QCryptographicHash::Sha1).toHex();
  return path.isEmpty() ? QString() : "scenarios/" + QString::fromLatin1(hash);
}

void ScenarioMemory::recall_levers() {
  is_baseline_recalled_ = false;
  const QSettings settings;
  if (!key().isEmpty() && settings.contains(key() + "/levers")) {
    levers_.want(settings.value(key() + "/levers").toStringList());
  }
}

void ScenarioMemory::keep_levers() {
  if (!key().isEmpty() && levers_.are_chosen()) {
    QSettings settings;
    settings.setValue(key() + "/levers", levers_.paths());
    mark_used(settings, key());
  }
}

// With the first results, which it is compared with: opening a file runs nothing.
void ScenarioMemory::recall_baseline() {
  const QSettings settings;
  const QString where = key() + "/baseline";
  const bool is_first = !std::exchange(is_baseline_recalled_, true);
  if (is_first && !baseline_.is_pinned() && !key().isEmpty() &&
      settings.contains(where + "/path")) {
    baseline_.pin_again(read_source(settings, where));
  }
}

void ScenarioMemory::keep_baseline() {
  if (key().isEmpty()) {
    return;
  }
  QSettings settings;
  settings.remove(key() + "/baseline");
  if (baseline_.is_pinned()) {
    write_source(settings, key() + "/baseline", *baseline_.source());
    mark_used(settings, key());
  }
}

}  // namespace costwright::gui
