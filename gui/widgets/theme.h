#pragma once
// Colours of the window, light and dark, and of series: told apart also by the colour-blind
// [Okabe and Ito 2008], used in the same order on every page.
#include <QApplication>
#include <QColor>

namespace costwright::gui {

struct Theme {
  bool is_dark = false;
  QColor window, base, text, faint, grid, accent, error, warning;
};

Theme theme(bool dark);
void apply_theme(QApplication& application, const Theme& theme);  // Fusion style, palette
QColor series_colour(int index, const Theme& theme);

}  // namespace costwright::gui
