#pragma once
// How the window was left, for the next start: its place and size, panels, splitters, theme, and
// the page where a scenario is opened with it.
namespace costwright::gui {

class MainWindow;

void remember(MainWindow& window);
void restore(MainWindow& window);

}  // namespace costwright::gui
