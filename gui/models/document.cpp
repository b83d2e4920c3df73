#include "gui/models/document.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include "study/inputs/scenario_text.h"

namespace costwright::gui {
namespace {

constexpr qint64 kMostBytes = 4 << 20;  // as the reader of scenarios

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

}  // namespace

QString Document::name() const {
  if (source_path().isEmpty()) {
    return tr("untitled");
  }
  const QFileInfo info(source_path());
  const QString name = info.dir().dirName() + '/' + info.fileName();
  return path_.isEmpty() ? tr("copy of %1").arg(name) : name;
}

bool Document::is_changed_on_disk() const {
  if (path_.isEmpty()) {
    return false;
  }
  Diagnostics unheard;
  const auto text = read_text(path_, unheard);
  return !text || *text != saved_text_;
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
  text_ = saved_text_ = text;
  diagnostics_.clear();
  Q_EMIT text_changed();
  Q_EMIT state_changed();
  Q_EMIT diagnostics_changed();
}

bool Document::save(const QString& path, Diagnostics& diagnostics) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  if (!study::save_text(absolute.toStdString(), text_.toStdString(), diagnostics)) {
    return false;
  }
  path_ = absolute;
  saved_text_ = text_;
  Q_EMIT state_changed();
  return true;
}

void Document::restore(const QString& path, const QString& text) {
  Diagnostics unheard;
  path_ = path;
  copied_from_.clear();
  saved_text_ = path.isEmpty() ? QString() : read_text(path, unheard).value_or(QString());
  text_ = text;
  Q_EMIT text_changed();
  Q_EMIT state_changed();
}

void Document::set_text(const QString& text) {
  if (text == text_) {
    return;
  }
  const bool was_modified = is_modified();
  text_ = text;
  Q_EMIT text_changed();
  if (is_modified() != was_modified) {
    Q_EMIT state_changed();
  }
}

bool Document::set_field(const QString& path, const QString& value) {
  const auto changed =
      study::with_field(text_.toStdString(), path.toStdString(), value.toStdString());
  if (changed) {
    set_text(QString::fromStdString(*changed));
  }
  return changed.has_value();
}

void Document::set_diagnostics(std::vector<Diagnostic> diagnostics) {
  diagnostics_ = std::move(diagnostics);
  Q_EMIT diagnostics_changed();
}

}  // namespace costwright::gui
