#include "gui/models/recovery.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include "study/inputs/scenario_text.h"

namespace costwright::gui {
namespace {

constexpr QFileDevice::Permissions kOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

}  // namespace

Recovery::Recovery(QString folder) : folder_(std::move(folder)) {
  QDir().mkpath(folder_);
  QFile::setPermissions(folder_, kOwner | QFileDevice::ExeOwner);
  file_ = folder_ + '/' + QUuid::createUuid().toString(QUuid::WithoutBraces) + ".recovery";
  lock_ = std::make_unique<QLockFile>(file_ + ".lock");
  lock_->setStaleLockTime(0);  // never by age, only when its program is gone
  lock_->tryLock(0);
}

Recovery::~Recovery() {
  forget();
}

bool Recovery::keep(const QString& path, const QString& text) {
  const QJsonObject kept{{"path", path}, {"text", text}};
  Diagnostics unheard;  // the caller says that there is no safety net
  return study::save_private_text(file_.toStdString(), QJsonDocument(kept).toJson().toStdString(),
                                  unheard);
}

void Recovery::forget() {
  QFile::remove(file_);
}

void Recovery::settle() {
  if (!offered_.isEmpty()) {
    QFile::remove(offered_);
    offered_.clear();
    offered_lock_.reset();
  }
}

std::optional<RecoveredText> Recovery::take_left_behind() {
  if (!offered_.isEmpty()) {
    return std::nullopt;
  }
  const auto kinds = QDir::Files | QDir::NoSymLinks;
  for (const QString& name : QDir(folder_).entryList({"*.recovery"}, kinds, QDir::Time)) {
    const QString path = folder_ + '/' + name;
    if (path == file_) {
      continue;
    }
    auto theirs = std::make_unique<QLockFile>(path + ".lock");
    theirs->setStaleLockTime(0);
    QFile file(path);
    if (!theirs->tryLock(0) || !file.open(QIODevice::ReadOnly)) {
      continue;  // its program is still running, or another offers it
    }
    const QJsonObject kept = QJsonDocument::fromJson(file.readAll()).object();
    if (!kept.contains("text")) {
      file.remove();
      continue;
    }
    offered_ = path;
    offered_lock_ = std::move(theirs);
    return RecoveredText{kept["path"].toString(), kept["text"].toString()};
  }
  return std::nullopt;
}

}  // namespace costwright::gui
