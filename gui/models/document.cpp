#include "gui/models/document.h"

#include <filesystem>
#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include "study/inputs/scenario_edit.h"
#include "study/inputs/scenario_text.h"

namespace costwright::gui {
namespace {

constexpr qint64 kMostBytes = 4 << 20;  // as the reader of scenarios
constexpr int kLookMs = 1000;

std::optional<QString> read_text(const QString& path, Diagnostics& diagnostics) {
  const Place place{path.toStdString()};
  const QFileInfo info(path);
  if (!info.isFile()) {
    diagnostics.error(place, "there is no such file");
    return std::nullopt;
  }
  if (info.size() > kMostBytes) {
    diagnostics.error(place, "the file is larger than 4 MiB, which no scenario is");
    return std::nullopt;
  }
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    diagnostics.error(place, "cannot be read: " + file.errorString().toStdString());
    return std::nullopt;
  }
  QStringDecoder decode(QStringDecoder::Utf8);
  QString text = decode(file.read(kMostBytes + 1));
  if (decode.hasError()) {
    diagnostics.error(place, "is not UTF-8 text", "save it as UTF-8");
    return std::nullopt;
  }
  return text;
}

FileStamp stamp_of(const QString& path) {
  std::error_code gone;
  const std::filesystem::path file(path.toStdString());
  const auto time = std::filesystem::last_write_time(file, gone);
  return gone ? FileStamp{} : FileStamp{time, QFileInfo(path).size()};
}

}  // namespace

Document::Document(QObject* parent) : QObject(parent) {
  look_.setInterval(kLookMs);
  connect(&look_, &QTimer::timeout, this, &Document::look_at_disk);
}

std::optional<QString> Document::disk_text() const {
  Diagnostics unheard;
  return path_.isEmpty() ? std::nullopt : read_text(path_, unheard);
}

bool Document::is_read_only() const {
  const QFileInfo file(path_);
  constexpr auto kWriters = QFile::WriteOwner | QFile::WriteGroup | QFile::WriteOther;
  const bool has_writer = (file.permissions() & kWriters) != 0;  // the superuser can always write
  return !path_.isEmpty() && file.exists() && (!has_writer || !file.isWritable());
}

void Document::know_disk(std::optional<QString> text) {
  saved_text_ = std::move(text);
  seen_ = stamp_of(path_);
  path_.isEmpty() ? look_.stop() : look_.start();
  set_on_disk(OnDisk::kSame);
}

void Document::set_on_disk(OnDisk state) {
  if (std::exchange(on_disk_, state) != state) {
    Q_EMIT on_disk_changed();
  }
}

void Document::look_at_disk() {
  const FileStamp now = stamp_of(path_);
  if (std::exchange(seen_, now) == now) {
    return;
  }
  const auto text = disk_text();
  set_on_disk(text == saved_text_ ? OnDisk::kSame : text ? OnDisk::kChanged : OnDisk::kGone);
}

void Document::keep_mine() {
  know_disk(disk_text());
  Q_EMIT state_changed();
}

QString Document::name() const {
  if (source_path().isEmpty()) {
    return tr("untitled");
  }
  const QFileInfo info(source_path());
  const QString name = info.dir().dirName() + '/' + info.fileName();
  return path_.isEmpty() ? tr("copy of %1").arg(name) : name;
}

bool Document::is_changed_on_disk() const {
  return !path_.isEmpty() && disk_text() != saved_text_;
}

bool Document::load(const QString& path, Diagnostics& diagnostics) {
  auto text = read_text(path, diagnostics);
  if (!text) {
    return false;
  }
  take(QFileInfo(path).absoluteFilePath(), {}, *text);
  return true;
}

bool Document::load_copy(const QString& path, Diagnostics& diagnostics) {
  const auto text = read_text(path, diagnostics);
  if (text) {
    take({}, QFileInfo(path).absoluteFilePath(), *text);
  }
  return text.has_value();
}

void Document::take(const QString& path, const QString& copied_from, const QString& text) {
  path_ = path;
  copied_from_ = copied_from;
  text_ = text;
  know_disk(text);
  diagnostics_.clear();
  set_refusal({});
  Q_EMIT text_changed();
  Q_EMIT replaced();
  Q_EMIT state_changed();
  Q_EMIT diagnostics_changed();
}

bool Document::save(const QString& path, Diagnostics& diagnostics) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  if (!study::save_text(absolute.toStdString(), text_.toStdString(), diagnostics)) {
    return false;
  }
  path_ = absolute;
  know_disk(text_);
  Q_EMIT state_changed();
  return true;
}

void Document::restore(const QString& path, const QString& text) {
  path_ = path;
  copied_from_.clear();
  know_disk(path.isEmpty() ? QString() : disk_text());
  text_ = text;
  set_refusal({});
  Q_EMIT text_changed();
  Q_EMIT replaced();
  Q_EMIT state_changed();
}

void Document::set_text(const QString& text) {
  if (text == text_) {
    return;
  }
  const bool was_modified = is_modified();
  text_ = text;
  if (!refusal_.isEmpty() && study::scenario_form(text.toStdString())) {
    set_refusal({});
  }
  Q_EMIT text_changed();
  if (is_modified() != was_modified) {
    Q_EMIT state_changed();
  }
}

bool Document::set_field(const QString& path, const QString& value) {
  return set_fields({{path.toStdString(), value.toStdString()}});
}

bool Document::set_fields(const std::vector<Override>& changes) {
  Diagnostics diagnostics;
  const auto changed = study::with_fields(text_.toStdString(), changes, diagnostics);
  return take_edit(changed, diagnostics);
}

bool Document::clear_field(const QString& path) {
  Diagnostics diagnostics;
  const auto changed = study::without_field(text_.toStdString(), path.toStdString(), diagnostics);
  return take_edit(changed, diagnostics);
}

bool Document::add_variant(const QString& name, const std::vector<Override>& changes) {
  Diagnostics diagnostics;
  const auto changed =
      study::with_variant(text_.toStdString(), name.toStdString(), changes, diagnostics);
  return take_edit(changed, diagnostics);
}

bool Document::take_edit(const std::optional<std::string>& text, const Diagnostics& diagnostics) {
  if (text) {
    set_refusal({});
    set_text(QString::fromStdString(*text));
  } else {
    const Diagnostic& why = diagnostics.all().front();
    set_refusal(QString::fromStdString(why.message + "; " + why.hint));
  }
  return text.has_value();
}

void Document::set_refusal(const QString& why) {
  if (std::exchange(refusal_, why) != why) {
    Q_EMIT refusal_changed();
  }
}

void Document::set_diagnostics(std::vector<Diagnostic> diagnostics) {
  diagnostics_ = std::move(diagnostics);
  Q_EMIT diagnostics_changed();
}

}  // namespace costwright::gui
