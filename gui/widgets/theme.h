#pragma once
// Colours of the window, light and dark, and of series: told apart also by the colour-blind
// [Okabe and Ito 2008], used in the same order on every page.
#include <QApplication>
#include <QColor>

namespace costwright::gui {

struct Theme {
  bool is_dark = false;
  QColor window, base, text, faint, grid, accent, error, warning;
  QColor on_accent;  // text on the accent
};

Theme theme(bool dark);
void apply_theme(QApplication& application, const Theme& theme);  // Fusion style, palette
QColor series_colour(int index, const Theme& theme);
// The same name has the same colour on every page, in every scenario: categories and components
// have one each, other names that of their place.
QColor named_colour(const QString& name, int index, const Theme& theme);
// Where it differs from what the widget has: setting it anew takes long.
void set_style_sheet(QWidget& widget, const QString& sheet);
// (lighter + 0.05) / (darker + 0.05) of their relative luminances [WCAG 2.1]: 1 to 21.
double contrast(const QColor& a, const QColor& b);

}  // namespace costwright::gui
