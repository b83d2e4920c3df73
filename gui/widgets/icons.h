#pragma once
// The icons of the window, drawn in the colour of its text.
#include <QIcon>

#include "gui/widgets/theme.h"

namespace costwright::gui {

// Of the name of a file in gui/resources/icons, else a plain sheet.
QIcon line_icon(const QString& name, const Theme& theme);
QIcon program_icon();

}  // namespace costwright::gui
