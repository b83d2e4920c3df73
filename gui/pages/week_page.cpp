#include "gui/pages/week_page.h"

#include <utility>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/widgets/table_filter.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

HeatWeek week_of(const Table& table, const QString& deployment, const char* column) {
  HeatWeek week;
  const std::size_t at = column_of(table, column);
  for (const auto& row : table.rows) {
    if (QString::fromStdString(cell_text(row[0])) == deployment) {
      const auto number = number_of(row[at]);
      const bool is_share = std::holds_alternative<Percent>(row[at]);
      week.values.push_back(number && is_share ? std::optional(100 * *number) : number);
    }
  }
  return week;
}

// Keeps what was chosen where it is still there; else the last one.
void fill(QComboBox& combo, const QStringList& options) {
  QStringList shown;
  for (int i = 0; i < combo.count(); ++i) {
    shown << combo.itemText(i);
  }
  if (shown == options) {
    return;
  }
  const QSignalBlocker quiet(&combo);
  const qsizetype kept = options.indexOf(combo.currentText());
  combo.clear();
  combo.addItems(options);
  combo.setCurrentIndex(static_cast<int>(kept >= 0 ? kept : options.size() - 1));
}

}  // namespace

WeekPage::WeekPage(QWidget* parent) : Page(parent) {
  auto* bar = new QHBoxLayout;
  const auto add_choice = [&](const QString& name) {
    auto* label = new QLabel(name);
    auto* combo = new QComboBox;
    combo->setAccessibleName(name);
    label->setBuddy(combo);
    bar->addWidget(label);
    bar->addWidget(combo);
    connect(combo, &QComboBox::currentIndexChanged, this, &WeekPage::draw);
    return combo;
  };
  deployment_ = add_choice(tr("Deployment"));
  month_ = add_choice(tr("Month"));
  bar->addStretch();
  auto* picture = new QPushButton(tr("Export chart…"));
  bar->addWidget(picture);
  table_ = new TableView;
  table_->setAccessibleName(tr("Values of the week"));
  table_->horizontalHeader()->setSortIndicatorClearable(true);
  load_ = new HeatMap;
  power_ = new HeatMap;
  maps_ = new Deck;
  maps_->add(load_, tr("Load"));
  maps_->add(power_, tr("Power"));
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->setObjectName("week");
  splitter->addWidget(maps_);
  splitter->addWidget(with_bar(table_, {table_}));
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({560, 440});
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(bar);
  layout->addWidget(splitter, 1);
  connect(picture, &QPushButton::clicked, this, &WeekPage::export_chart);
}

void WeekPage::set_theme(const Theme& theme) {
  load_->set_theme(theme);
  power_->set_theme(theme);
}

void WeekPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  QStringList months;
  for (const auto& month : shown.run.monthly->physical.months) {
    months << QString::fromStdString(to_string(month.month));
  }
  fill(*month_, months);
  draw();
}

void WeekPage::draw() {
  if (run_ == nullptr || month_->currentIndex() < 0) {
    return;
  }
  Table table = study::week_hours(*run_, month_->currentIndex());
  QStringList deployments;
  for (const auto& row : table.rows) {
    const QString name = QString::fromStdString(cell_text(row[0]));
    if (!deployments.contains(name)) {
      deployments << name;
    }
  }
  fill(*deployment_, deployments);
  const QString chosen = deployment_->currentText();
  HeatWeek load = week_of(table, chosen, "load");
  load.title = deployments.isEmpty() ? tr("Nothing is simulated in this month")
                                     : tr("Load: demand / what the busiest hour can bear, %");
  load.unit = "%";
  HeatWeek power = week_of(table, chosen, "device_kw");
  power.title = deployments.isEmpty() ? QString() : tr("Power of the accelerators, kW");
  power.unit = "kW";
  load_->set_week(std::move(load));
  power_->set_week(std::move(power));
  if (!std::exchange(is_drawn_, true) || !same_table(table, table_->table_model().table())) {
    table_->set_table(std::move(table));
  }
}

void WeekPage::export_chart() {
  QFileDialog dialog(this, tr("Export chart"), {}, tr("Pictures (*.png)"));
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setDefaultSuffix("png");  // before the question whether to replace
  dialog.selectFile("week.png");
  if (dialog.exec() == QDialog::Accepted &&
      !maps_->parts().grab().save(dialog.selectedFiles().front())) {
    QMessageBox::warning(this, tr("Export chart"),
                         tr("%1 could not be written.").arg(dialog.selectedFiles().front()));
  }
}

}  // namespace costwright::gui
