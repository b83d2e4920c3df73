#pragma once
// What each alternative has paid by when, with a mark where one overtakes the first.
#include "gui/widgets/chart_canvas.h"
#include "study/compare/compare.h"

namespace costwright::gui {

// `cash` is study::cumulative_cash() of the alternatives that are compared.
void draw_cash(ChartCanvas& canvas, const Table& cash, const study::Comparison& comparison);

}  // namespace costwright::gui
