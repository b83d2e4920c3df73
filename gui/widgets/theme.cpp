#include "gui/widgets/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QPalette>
#include <QProxyStyle>
#include <QWidget>

namespace costwright::gui {

namespace {

// Fusion with air between the columns of tables.
class RoomyStyle : public QProxyStyle {
 public:
  RoomyStyle() : QProxyStyle("Fusion") {}
  int pixelMetric(PixelMetric metric,
                  const QStyleOption* option,
                  const QWidget* widget) const override {
    const bool is_cell = metric == PM_FocusFrameHMargin || metric == PM_HeaderMargin;
    return is_cell ? 6 : QProxyStyle::pixelMetric(metric, option, widget);
  }
};

}  // namespace

Theme theme(bool dark) {
  if (dark) {
    return {true,      "#1f2328", "#16191d", "#e6e8ea", "#9aa4ae",
            "#343a41", "#4aa3df", "#ff7b72", "#e3b341", "#0b0d0f"};
  }
  return {false,     "#f3f4f6", "#ffffff", "#1c2126", "#5b6670",
          "#dfe3e7", "#0b6bb3", "#b3261e", "#8a5a00", "#ffffff"};
}

void apply_theme(QApplication& application, const Theme& theme) {
  application.setStyle(new RoomyStyle);
  QPalette palette;
  palette.setColor(QPalette::Window, theme.window);
  palette.setColor(QPalette::Button, theme.window);
  palette.setColor(QPalette::Base, theme.base);
  palette.setColor(QPalette::AlternateBase, theme.window);
  palette.setColor(QPalette::ToolTipBase, theme.base);
  palette.setColor(QPalette::Light, theme.grid);
  palette.setColor(QPalette::Midlight, theme.grid);
  palette.setColor(QPalette::Mid, theme.grid);
  palette.setColor(QPalette::Dark, theme.faint);
  palette.setColor(QPalette::Shadow, theme.is_dark ? QColor(Qt::black) : theme.faint);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                          QPalette::ToolTipText, QPalette::BrightText}) {
    palette.setColor(role, theme.text);
  }
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, theme.faint);
  }
  palette.setColor(QPalette::PlaceholderText, theme.faint);
  palette.setColor(QPalette::Highlight, theme.accent);
  palette.setColor(QPalette::HighlightedText, theme.on_accent);
  palette.setColor(QPalette::Link, theme.accent);
  application.setPalette(palette);
}

QColor series_colour(int index, const Theme& theme) {
  static const std::array<QColor, 8> colours{
      QColor("#0072b2"), QColor("#e69f00"), QColor("#009e73"), QColor("#cc79a7"),
      QColor("#56b4e9"), QColor("#d55e00"), QColor("#f0e442"), QColor("#7f7f7f")};
  const QColor colour = colours[static_cast<std::size_t>(index) % colours.size()];
  return theme.is_dark ? colour.lighter(112) : colour;
}

QColor named_colour(const QString& name, int index, const Theme& theme) {
  static const QStringList categories{"hardware", "software", "staffing",
                                      "data",     "cloud",    "energy"};
  static const QStringList components{"serving", "training", "data_pipeline", "application",
                                      "shared"};
  for (const QStringList& names : {categories, components}) {
    const auto found = names.indexOf(name);
    if (found >= 0) {
      return series_colour(static_cast<int>(found), theme);
    }
  }
  return series_colour(index, theme);
}

void set_style_sheet(QWidget& widget, const QString& sheet) {
  if (widget.styleSheet() != sheet) {
    widget.setStyleSheet(sheet);
  }
}

double contrast(const QColor& a, const QColor& b) {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double part) {
      return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
  };
  const double one = luminance(a);
  const double other = luminance(b);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

}  // namespace costwright::gui
