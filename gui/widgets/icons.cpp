#include "gui/widgets/icons.h"

#include <QFile>
#include <QPainter>
#include <QtSvg/QSvgRenderer>

// Resources of a static library are taken in by name, outside of any namespace.
static void load_resources() {
  Q_INIT_RESOURCE(window);
}

namespace costwright::gui {
namespace {

QPixmap drawn(const QByteArray& svg, int size, const QColor& colour) {
  QByteArray coloured = svg;
  coloured.replace("currentColor", colour.name().toLatin1());
  QSvgRenderer renderer(coloured);
  QPixmap picture(size, size);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  renderer.render(&painter);
  return picture;
}

QByteArray resource(const QString& path) {
  load_resources();
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

QIcon line_icon(const QString& name, const Theme& theme) {
  QByteArray svg = resource(":/icons/" + name + ".svg");
  if (svg.isEmpty()) {
    svg = resource(":/icons/sheet.svg");
  }
  QIcon icon;
  for (const int size : {20, 40}) {
    QPixmap plain = drawn(svg, size, theme.text);
    plain.setDevicePixelRatio(size / 20.0);
    icon.addPixmap(plain);
    QPixmap chosen = drawn(svg, size, theme.accent);
    chosen.setDevicePixelRatio(size / 20.0);
    icon.addPixmap(chosen, QIcon::Selected);
  }
  return icon;
}

QIcon program_icon() {
  const QByteArray svg = resource(":/costwright.svg");
  QIcon icon;
  for (const int size : {16, 32, 64, 128}) {
    icon.addPixmap(drawn(svg, size, Qt::black));
  }
  return icon;
}

}  // namespace costwright::gui
