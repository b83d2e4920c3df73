#include "gui/window/report_export.h"

#include <QDir>
#include <QFileDialog>
#include <QMessageBox>

#include "study/inputs/scenario_text.h"
#include "study/reports/report.h"

namespace costwright::gui {

ReportExport::ReportExport(const RunController& controller, QMenu& menu, QWidget& window)
    : QObject(&window), controller_(controller), window_(window) {
  chart_ = menu.addAction(tr("Chart of this page…"), this, [this] {
    page_->export_chart();
  });
  tables_ = menu.addAction(tr("All tables (CSV)…"), this, &ReportExport::choose_folder);
  text_ = menu.addAction(tr("Report (text)…"), this, [this] {
    choose_file("txt", &study::report_text);
  });
  json_ = menu.addAction(tr("Report (JSON)…"), this, [this] {
    choose_file("json", &study::report_json);
  });
  enable();
}

void ReportExport::set_page(Page* page) {
  page_ = page;
  enable();
}

void ReportExport::enable() {
  const bool has_results = controller_.results() != nullptr;
  for (QAction* action : {tables_, text_, json_}) {
    action->setEnabled(has_results);
  }
  chart_->setEnabled(has_results && page_ != nullptr && page_->has_chart());
}

bool ReportExport::write_tables(const QString& folder, Diagnostics& diagnostics) const {
  return study::write_reports(*controller_.results(), folder.toStdString(), diagnostics);
}

// Nothing is written over unasked.
void ReportExport::choose_folder() {
  const QString folder = QFileDialog::getExistingDirectory(&window_, tr("Export all tables to"));
  if (folder.isEmpty()) {
    return;
  }
  QStringList there;
  for (const study::Report& report : study::reports()) {
    const QString name = QString("%1.csv").arg(report.name);
    there += QDir(folder).exists(name) ? QStringList{name} : QStringList{};
  }
  if (!there.isEmpty() &&
      QMessageBox::question(&window_, tr("Export all tables"),
                            tr("Replace %1 in %2?").arg(there.join(", "), folder)) !=
          QMessageBox::Yes) {
    return;
  }
  Diagnostics diagnostics;
  if (write_tables(folder, diagnostics)) {
    Q_EMIT told(tr("Exported to %1").arg(folder));
  } else {
    QMessageBox::warning(&window_, tr("Not exported"), QString::fromStdString(diagnostics.text()));
  }
}

void ReportExport::choose_file(const QString& ending,
                               std::string (*text)(const study::Evaluation&)) {
  QFileDialog dialog(&window_, tr("Export report"));
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setDefaultSuffix(ending);  // before the question whether to replace
  dialog.selectFile("report." + ending);
  if (dialog.exec() != QDialog::Accepted) {
    return;
  }
  const QString path = dialog.selectedFiles().front();
  Diagnostics diagnostics;
  if (study::save_text(path.toStdString(), text(*controller_.results()), diagnostics)) {
    Q_EMIT told(tr("Exported to %1").arg(path));
  } else {
    QMessageBox::warning(&window_, tr("Not exported"), QString::fromStdString(diagnostics.text()));
  }
}

}  // namespace costwright::gui
