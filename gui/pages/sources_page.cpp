#include "gui/pages/sources_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/pages/lever_action.h"
#include "gui/widgets/table_filter.h"
#include "study/compare/beside.h"
#include "study/reports/sources.h"

namespace costwright::gui {
namespace {

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

}  // namespace

SourcesPage::SourcesPage(QWidget* parent) : Page(parent) {
  figure_ = new QComboBox;
  figure_->setAccessibleName(tr("Figure"));
  figure_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  figure_->setMinimumContentsLength(18);
  figure_->setMaxVisibleItems(24);
  auto* label = new QLabel(tr("Figure"));
  label->setBuddy(figure_);
  formula_ = new QLabel;
  formula_->setWordWrap(true);
  formula_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  show_ = new QPushButton(tr("Show in the scenario"));
  show_->setToolTip(tr("The line at which the price of the chosen row is written"));
  sources_ = new TableView;
  sources_->setAccessibleName(tr("Rules and sources of the figure"));
  lines_ = new TableView;
  lines_->setAccessibleName(tr("Ledger lines of the figure"));
  for (TableView* table : {sources_, lines_}) {
    table->horizontalHeader()->setSortIndicatorClearable(true);
    add_lever_action(
        *table,
        [this] {
          return run_;
        },
        [this](const QStringList& fields) {
          Q_EMIT levers_wanted(fields);
        });
  }
  auto* bar = new QHBoxLayout;
  bar->addWidget(label);
  bar->addWidget(figure_);
  bar->addStretch();
  bar->addWidget(show_);
  bar->addWidget(new TableFilter({sources_, lines_}));
  bar->addWidget(new TableBar({sources_, lines_}));
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->setObjectName("sources");
  splitter->addWidget(sources_);
  splitter->addWidget(lines_);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(bar);
  layout->addWidget(formula_);
  layout->addWidget(splitter, 1);
  connect(figure_, &QComboBox::currentIndexChanged, this, &SourcesPage::choose);
  connect(show_, &QPushButton::clicked, this, &SourcesPage::show_line);
  connect(sources_, &QTableView::activated, this, &SourcesPage::show_line);
  connect(sources_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
    show_->setEnabled(chosen_line() > 0);
  });
}

void SourcesPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  baseline_ = shown.baseline.evaluation();
  const QSignalBlocker quiet(figure_);
  const QString chosen = figure_->currentText();
  figure_->clear();
  for (const study::MetricRow& row : metric_rows(shown.run)) {
    if (cell_text(row.value).empty()) {
      continue;
    }
    const QString of = row.key.empty() ? QString() : ": " + text(row.key);
    figure_->addItem(text(row.metric->label) + of,
                     QStringList{text(row.metric->name), text(row.key), text(row.note)});
  }
  figure_->setCurrentIndex(std::max(0, figure_->findText(chosen)));
  choose();
}

void SourcesPage::choose() {
  if (run_ == nullptr || figure_->currentIndex() < 0) {
    return;
  }
  const QStringList chosen = figure_->currentData().toStringList();
  const study::Metric& metric = study::metric(chosen[0].toStdString());
  const study::MetricName name{&metric, chosen[1].toStdString()};
  formula_->setText(tr("%1 = %2").arg(figure_->currentText(),
                                      chosen[2].isEmpty() ? text(metric.doc) : chosen[2]));
  lines_->set_table(baseline_ == nullptr
                        ? lines_behind(*run_, name)
                        : study::beside(lines_behind(*run_, name), lines_behind(*baseline_, name)));
  sources_->set_table(baseline_ == nullptr ? sources_behind(*run_, name)
                                           : study::beside(sources_behind(*run_, name),
                                                           sources_behind(*baseline_, name)));
  lines_->setVisible(lines_->model()->rowCount() > 0);
  show_->setEnabled(chosen_line() > 0);
}

int SourcesPage::chosen_line() const {
  const QModelIndex index = sources_->currentIndex();
  if (!index.isValid()) {
    return 0;
  }
  const Table& table = sources_->table_model().table();
  const auto at = [&](const char* column) {
    return index.siblingAtColumn(static_cast<int>(column_of(table, column)));
  };
  const bool is_of_scenario = at("from").data().toString() == "scenario";
  return is_of_scenario ? at("line").data(TableModel::kValueRole).toInt() : 0;
}

void SourcesPage::show_line() {
  if (const int line = chosen_line()) {
    Q_EMIT line_wanted(line);
  }
}

}  // namespace costwright::gui
