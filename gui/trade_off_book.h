#pragma once
// Pictures of the trade-off page for the documents: before a search, while it runs, when it is
// done, filtered, brushed; light and dark.
#include "gui/window/main_window.h"

namespace costwright::gui {

// Searches the window's scenario. False when it fails or a picture cannot be written.
bool save_trade_off_pictures(MainWindow& window, const QString& folder);

}  // namespace costwright::gui
