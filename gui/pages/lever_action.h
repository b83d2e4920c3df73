#pragma once
// "Move its price by a lever": of a row of ledger lines or sources, and of a bar of a chart.
#include <functional>

#include <QAction>
#include <QStringList>

#include "gui/widgets/table_view.h"
#include "study/outcome/evaluation.h"

namespace costwright::gui {

// The fields behind every row of a table of ledger lines, each once.
QStringList fields_of_lines(const study::Evaluation& run, const Table& lines);

// In the table's menu, for its current row. `run` is asked when it is chosen; null: nothing is
// shown yet. `wanted` takes the fields; none: the scenario can state no such price.
void add_lever_action(TableView& table,
                      const std::function<const study::Evaluation*()>& run,
                      const std::function<void(const QStringList&)>& wanted);

}  // namespace costwright::gui
