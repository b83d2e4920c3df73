#include "gui/pages/tables_page.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include "gui/widgets/table_filter.h"
#include "study/reports/report.h"

namespace costwright::gui {

TablesPage::TablesPage(QWidget* parent) : Page(parent) {
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Tables of the report"));
  for (const study::Report& report : study::reports()) {
    views_.push_back(new TableView);
    views_.back()->setAccessibleName(report.label);
    views_.back()->horizontalHeader()->setSortIndicatorClearable(true);
    tabs_->addTab(views_.back(), report.label);
  }
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(with_bar(tabs_, views_));
  connect(tabs_, &QTabWidget::currentChanged, this, &TablesPage::show_current);
}

void TablesPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  show_current();
}

void TablesPage::show_current() {
  const auto index = static_cast<std::size_t>(tabs_->currentIndex());
  if (run_ != nullptr) {
    views_[index]->set_table(study::reports()[index].make(*run_));
  }
}

}  // namespace costwright::gui
