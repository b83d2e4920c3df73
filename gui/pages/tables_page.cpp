#include "gui/pages/tables_page.h"

#include <utility>

#include <QHeaderView>
#include <QTabBar>
#include <QVBoxLayout>

#include "gui/widgets/table_filter.h"
#include "study/compare/beside.h"
#include "study/reports/report.h"

namespace costwright::gui {

TablesPage::TablesPage(QWidget* parent) : Page(parent) {
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Tables of the report"));
  tabs_->tabBar()->setAccessibleName(tabs_->accessibleName());
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
  baseline_ = shown.baseline.evaluation();
  if (std::exchange(pins_, shown.baseline.pins()) != shown.baseline.pins()) {
    before_.clear();
  }
  show_current();
}

void TablesPage::show_current() {
  const auto index = static_cast<std::size_t>(tabs_->currentIndex());
  if (run_ != nullptr) {
    Table table = study::reports()[index].make(*run_);
    views_[index]->set_table(baseline_ == nullptr ? std::move(table)
                                                  : study::beside(table, baseline_table(index)));
  }
}

const Table& TablesPage::baseline_table(std::size_t index) {
  const auto known = before_.find(index);
  return known != before_.end()
             ? known->second
             : before_.emplace(index, study::reports()[index].make(*baseline_)).first->second;
}

}  // namespace costwright::gui
