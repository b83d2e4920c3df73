#include "gui/pages/chart_page.h"

#include <utility>

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {

ChartPage::ChartPage(ChartSpec spec, QWidget* parent) : Page(parent), spec_(std::move(spec)) {
  auto* bar = new QHBoxLayout;
  for (const ChartChoice& choice : spec_.choices) {
    auto* label = new QLabel(choice.label);
    auto* combo = new QComboBox;
    combo->setAccessibleName(choice.label);
    label->setBuddy(combo);
    connect(combo, &QComboBox::currentIndexChanged, this, &ChartPage::draw);
    bar->addWidget(label);
    bar->addWidget(combo);
    bar->addSpacing(12);
    combos_.push_back(combo);
  }
  bar->addStretch();
  auto* picture = new QPushButton(tr("Export chart…"));
  picture->setToolTip(tr("As PNG, SVG or PDF"));
  table_ = new TableView;
  bar->addWidget(picture);
  bar->addWidget(new TableBar({table_}));

  auto* charts = new QSplitter(Qt::Vertical);
  for (std::size_t i = 0; i < spec_.charts.size(); ++i) {
    canvases_.push_back(new ChartCanvas);
    charts->addWidget(canvases_.back());
  }
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->addWidget(charts);
  splitter->addWidget(table_);
  splitter->setStretchFactor(0, 1);  // what a wider window has more of is the chart's
  splitter->setStretchFactor(1, 0);
  splitter->setSizes({820, 440});
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(bar);
  layout->addWidget(splitter, 1);
  connect(picture, &QPushButton::clicked, this, &ChartPage::export_chart);
}

void ChartPage::set_theme(const Theme& theme) {
  for (ChartCanvas* canvas : canvases_) {
    canvas->set_theme(theme);
  }
  is_drawn_ = false;
}

void ChartPage::fill_choices() {
  for (std::size_t i = 0; i < combos_.size(); ++i) {
    const QStringList options = spec_.choices[i].options(*run_);
    QStringList shown;
    for (int row = 0; row < combos_[i]->count(); ++row) {
      shown << combos_[i]->itemText(row);
    }
    if (shown == options) {
      continue;
    }
    const QSignalBlocker quiet(combos_[i]);
    const QString chosen = combos_[i]->currentText();
    combos_[i]->clear();
    combos_[i]->addItems(options);
    const int standard = spec_.choices[i].starts_at_last ? static_cast<int>(options.size()) - 1 : 0;
    const int kept = static_cast<int>(options.indexOf(chosen));
    combos_[i]->setCurrentIndex(kept >= 0 ? kept : standard);
  }
}

void ChartPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  fill_choices();
  draw();
}

void ChartPage::draw() {
  if (run_ == nullptr) {
    return;
  }
  std::vector<int> chosen;
  for (const QComboBox* combo : combos_) {
    chosen.push_back(combo->currentIndex());
  }
  Table table = spec_.table(*run_, chosen);
  // A price that moves leaves latencies as they are, and making a chart anew takes a frame.
  if (std::exchange(is_drawn_, true) && same_table(table, table_->table_model().table())) {
    return;
  }
  for (std::size_t i = 0; i < canvases_.size(); ++i) {
    spec_.charts[i](*canvases_[i], table, *run_);
  }
  table_->set_table(std::move(table));
}

QString ChartPage::caption() const {
  QStringList basis;
  for (const QComboBox* combo : combos_) {
    basis << combo->currentText();
  }
  const QString scenario =
      run_ != nullptr ? QString::fromStdString(run_->loaded.scenario.name) : QString();
  return picture_caption(scenario, basis);
}

void ChartPage::export_chart() {
  const auto path = ask_export(this, {tr("Export chart"),
                                      QString::fromStdString(table_->table_model().table().name),
                                      tr("Pictures (*.png *.svg *.pdf)"),
                                      {"png", "svg", "pdf"}});
  if (!path) {
    return;
  }
  const QFileInfo asked(*path);
  for (std::size_t i = 0; i < canvases_.size(); ++i) {
    // The second chart of the page goes beside the first.
    const QString number = i == 0 ? QString() : '-' + QString::number(i + 1);
    const QString file =
        asked.dir().filePath(asked.completeBaseName() + number + '.' + asked.suffix());
    if (i > 0 && !may_replace(this, file)) {
      return;
    }
    if (!canvases_[i]->save(file, caption())) {
      tell_not_exported(this, tr("%1 could not be written.").arg(file));
      return;
    }
  }
  tell_exported(this, *path);
}

}  // namespace costwright::gui
