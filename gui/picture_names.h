#pragma once
// How files of pictures of the window are called: "-200" at twice the size, "-de" in German.
#include <QLocale>
#include <QWidget>

namespace costwright::gui {

inline QString picture_suffix(const QWidget& window) {
  const QLocale locale;
  const bool is_english = locale.language() == QLocale::English || locale.language() == QLocale::C;
  return QString(window.devicePixelRatioF() > 1.5 ? "-200" : "") +
         (is_english ? QString() : '-' + locale.name().section('_', 0, 0));
}

}  // namespace costwright::gui
