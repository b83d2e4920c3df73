#include "gui/widgets/picture.h"

#include <utility>

#include <QAction>
#include <QCoreApplication>
#include <QDate>
#include <QFile>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace costwright::gui {
namespace {

struct PictureWords {
  Q_DECLARE_TR_FUNCTIONS(Picture)
};

constexpr int kCaptionHeight = 26;
constexpr int kMargin = 8;
constexpr int kPngScale = 2;
constexpr int kPointsPerInch = 72;

struct Picture {
  QWidget& shown;
  QString caption;
  const Theme& theme;

  QSize size() const { return shown.size() + QSize(0, kCaptionHeight); }

  bool paint_on(QPaintDevice& device) const {
    QPainter painter;
    if (!painter.begin(&device)) {
      return false;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const double scale = static_cast<double>(device.width()) / size().width();
    painter.scale(scale, scale);  // a widget heeds this, but no window of the painter
    painter.fillRect(QRect({}, size()), theme.base);
    shown.render(&painter, {}, {}, QWidget::DrawChildren);
    painter.setPen(theme.text);
    const QRect beneath(kMargin, shown.height(), shown.width() - 2 * kMargin, kCaptionHeight);
    painter.drawText(beneath, Qt::AlignLeft | Qt::AlignVCenter, caption);
    return painter.end();
  }
};

bool save_svg(const Picture& picture, const QString& path) {
  QSvgGenerator svg;
  svg.setFileName(path);
  svg.setSize(picture.size());
  svg.setViewBox(QRect({}, picture.size()));
  svg.setTitle(picture.caption);
  return picture.paint_on(svg);
}

bool save_pdf(const Picture& picture, const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) {
    return false;
  }
  QPdfWriter pdf(&file);
  pdf.setPageSize(QPageSize(QSizeF(picture.size()), QPageSize::Point));
  pdf.setPageMargins({});
  pdf.setResolution(kPointsPerInch);
  pdf.setTitle(picture.caption);
  return picture.paint_on(pdf);
}

QPixmap pixels_of(const Picture& picture) {
  QPixmap pixels(picture.size() * kPngScale);
  return picture.paint_on(pixels) ? pixels : QPixmap();
}

}  // namespace

QString picture_caption(const QString& scenario, const QStringList& basis) {
  QStringList parts{scenario, basis.join(", "), QDate::currentDate().toString(Qt::ISODate)};
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" · "));
}

QPixmap picture_of(QWidget& shown, const QString& caption, const Theme& theme) {
  return pixels_of({shown, caption, theme});
}

bool save_picture(QWidget& shown, const QString& path, const QString& caption, const Theme& theme) {
  const Picture picture{shown, caption, theme};
  if (path.endsWith(".svg", Qt::CaseInsensitive)) {
    return save_svg(picture, path);
  }
  return path.endsWith(".pdf", Qt::CaseInsensitive) ? save_pdf(picture, path)
                                                    : pixels_of(picture).save(path, "PNG");
}

void offer_copying(QWidget& shown, std::function<void()> copy) {
  auto* action = new QAction(PictureWords::tr("&Copy as picture"), &shown);
  action->setShortcut(QKeySequence::Copy);
  action->setShortcutContext(Qt::WidgetShortcut);
  QObject::connect(action, &QAction::triggered, &shown, std::move(copy));
  shown.addAction(action);
  shown.setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace costwright::gui
