#include "gui/pages/lever_action.h"

#include <QCoreApplication>

#include "study/reports/sources.h"

namespace costwright::gui {
namespace {

QStringList fields_of(const study::Evaluation& run, const Table& table, std::size_t row) {
  QStringList fields;
  for (const std::string& field : study::fields_behind(run, table, row)) {
    fields << QString::fromStdString(field);
  }
  return fields;
}

}  // namespace

QStringList fields_of_lines(const study::Evaluation& run, const Table& lines) {
  QStringList fields;
  for (std::size_t row = 0; row < lines.rows.size(); ++row) {
    fields += fields_of(run, lines, row);
  }
  fields.removeDuplicates();
  return fields;
}

void add_lever_action(TableView& table,
                      const std::function<const study::Evaluation*()>& run,
                      const std::function<void(const QStringList&)>& wanted) {
  auto* action =
      new QAction(QCoreApplication::translate("LeverAction", "&Lever on its price"), &table);
  QObject::connect(action, &QAction::triggered, &table, [&table, run, wanted] {
    const QModelIndex index = table.currentIndex();
    const study::Evaluation* shown = run();
    if (index.isValid() && shown != nullptr) {
      wanted(fields_of(*shown, table.table_model().table(),
                       table.table_model().source_row(index.row())));
    }
  });
  table.addAction(action);
}

}  // namespace costwright::gui
