#include "gui/pages/week_page.h"

#include <utility>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/scenario/scenario.h"
#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"
#include "gui/widgets/table_filter.h"
#include "study/compare/beside.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

std::vector<std::optional<double>> hours_of(const Table& table, const char* column) {
  std::vector<std::optional<double>> hours;
  const std::size_t at = column_of(table, column);
  for (const auto& row : table.rows) {
    const auto number = number_of(row[at]);
    const bool is_share = std::holds_alternative<Percent>(row[at]);
    hours.push_back(number && is_share ? std::optional(100 * *number) : number);
  }
  return hours;
}

Table rows_of(Table table, const QString& deployment) {
  std::erase_if(table.rows, [&](const auto& row) {
    return QString::fromStdString(cell_text(row[0])) != deployment;
  });
  return table;
}

// The same month of another evaluation; nothing where it has none.
Table baseline_week(const study::Evaluation& baseline, const QString& month) {
  const auto& months = baseline.monthly->physical.months;
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (QString::fromStdString(to_string(months[i].month)) == month) {
      return study::week_hours(baseline, static_cast<int>(i));
    }
  }
  return {};
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
  connect(load_, &HeatMap::hour_clicked, this, &WeekPage::show_hour);
  connect(power_, &HeatMap::hour_clicked, this, &WeekPage::show_hour);
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

// The row of the hour, which is read there to the last digit.
void WeekPage::show_hour(int hour) {
  const auto& row = table_->table_model().table().rows[static_cast<std::size_t>(hour)];
  for (int at = 0; at < table_->model()->rowCount(); ++at) {
    if (table_->model()->index(at, 1).data().toString().toStdString() == cell_text(row[1]) &&
        table_->model()->index(at, 2).data().toString().toStdString() == cell_text(row[2])) {
      table_->setCurrentIndex(table_->model()->index(at, 1));
      table_->selectRow(at);
    }
  }
}

void WeekPage::set_theme(const Theme& theme) {
  theme_ = theme;
  load_->set_theme(theme);
  power_->set_theme(theme);
}

void WeekPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  baseline_ = shown.baseline.evaluation();
  load_->hold_scale(shown.is_dragging);
  power_->hold_scale(shown.is_dragging);
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
  table = rows_of(std::move(table), chosen);
  const Table before = baseline_ == nullptr
                           ? Table()
                           : rows_of(baseline_week(*baseline_, month_->currentText()), chosen);
  const auto week_of = [&](const char* column) {
    HeatWeek week;
    week.values = hours_of(table, column);
    week.baseline = before.rows.empty() ? week.baseline : hours_of(before, column);
    return week;
  };
  HeatWeek load = week_of("load");
  load.title = deployments.isEmpty() ? tr("Nothing is simulated in this month")
                                     : tr("Load: demand / what the busiest hour can bear, %");
  load.unit = "%";
  HeatWeek power = week_of("device_kw");
  power.title = deployments.isEmpty() ? QString() : tr("Power of the accelerators, kW");
  power.unit = "kW";
  load_->set_week(std::move(load));
  power_->set_week(std::move(power));
  load_->set_caption(caption());
  power_->set_caption(caption());
  if (!before.rows.empty()) {
    table = study::beside(table, before);
  }
  if (!std::exchange(is_drawn_, true) || !same_table(table, table_->table_model().table())) {
    table_->set_table(std::move(table));
    table_->setColumnHidden(0, true);  // the chosen deployment: its figures are to be seen
  }
}

void WeekPage::export_chart() {
  export_picture(this, "week", [this](const QString& path) {
    return save_chart(path);
  });
}

bool WeekPage::save_chart(const QString& path) {
  return save_picture(maps_->parts(), path, caption(), theme_);
}

QString WeekPage::caption() const {
  return run_ == nullptr ? QString()
                         : picture_caption(QString::fromStdString(run_->scenario().name),
                                           {deployment_->currentText(), month_->currentText()});
}

}  // namespace costwright::gui
