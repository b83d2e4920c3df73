#pragma once
// The results as files: every table as CSV, the text or the JSON that `costwright run` prints, and
// the chart and table of the page that is seen.
#include <QMenu>
#include <QWidget>

#include "gui/jobs/run_controller.h"
#include "gui/pages/page.h"

namespace costwright::gui {

class ReportExport : public QObject {
  Q_OBJECT
 public:
  // Fills `menu`; questions come up below `window`.
  ReportExport(const RunController& controller, QMenu& menu, QWidget& window);

  void set_page(Page* page);  // the one that is seen; null: none
  void enable();              // by what there is
  // False with an error when one could not be written.
  bool write_tables(const QString& folder, Diagnostics& diagnostics) const;

 Q_SIGNALS:
  void told(const QString& words);

 private:
  void choose_folder();
  void choose_file(const QString& ending, std::string (*text)(const study::Evaluation&));

  const RunController& controller_;
  QWidget& window_;
  Page* page_ = nullptr;
  QAction *tables_ = nullptr, *text_ = nullptr, *json_ = nullptr, *chart_ = nullptr;
};

}  // namespace costwright::gui
