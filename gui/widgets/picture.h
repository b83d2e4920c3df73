#pragma once
// A widget as a picture that tells what it shows: beneath it stand the scenario, the basis of its
// figures and the day.
#include <functional>

#include <QPixmap>
#include <QString>
#include <QWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

// "Support desk · expense, by category · 2027-01-31"
QString picture_caption(const QString& scenario, const QStringList& basis);

// Of twice the size.
QPixmap picture_of(QWidget& shown, const QString& caption, const Theme& theme);

// The format is the name's ending: svg, pdf, else PNG of twice the size. False when it cannot be
// written.
bool save_picture(QWidget& shown, const QString& path, const QString& caption, const Theme& theme);

// Its menu and Ctrl+C have "Copy as picture".
void offer_copying(QWidget& shown, std::function<void()> copy);

}  // namespace costwright::gui
