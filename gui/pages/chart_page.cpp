#include "gui/pages/chart_page.h"

#include <utility>

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include "core/scenario/scenario.h"
#include "gui/pages/lever_action.h"
#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"
#include "gui/widgets/table_filter.h"
#include "study/compare/beside.h"

namespace costwright::gui {
namespace {

constexpr int kLeastChoice = 80;  // pixels

}  // namespace

ChartPage::ChartPage(ChartSpec spec, QWidget* parent) : Page(parent), spec_(std::move(spec)) {
  auto* bar = new QHBoxLayout;
  for (const ChartChoice& choice : spec_.choices) {
    auto* label = new QLabel(choice.label);
    auto* combo = new QComboBox;
    combo->setAccessibleName(choice.label);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    combo->setMinimumWidth(kLeastChoice);  // where there is room, all of it is seen
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
  QWidget* tables = make_tables();
  bar->addWidget(picture);

  deck_ = new Deck;
  for (const ChartDrawing& chart : spec_.charts) {
    canvases_.push_back(new ChartCanvas);
    canvases_.back()->setAccessibleName(chart.name);
    deck_->add(canvases_.back(), chart.name);
  }
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->addWidget(deck_);
  splitter->addWidget(tables);
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({640, 440});
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(bar);
  layout->addWidget(splitter, 1);
  connect(picture, &QPushButton::clicked, this, &ChartPage::export_chart);
  if (behind_ != nullptr) {
    connect(canvases_.front(), &ChartCanvas::bar_clicked, this, &ChartPage::show_behind);
    canvases_.front()->offer_levers();
    connect(
        canvases_.front(), &ChartCanvas::lever_wanted, this,
        [this](const QString& name, const QString& part) {
          Q_EMIT levers_wanted(fields_of_lines(*run_, spec_.behind(*run_, chosen(), name, part)));
        });
    add_lever_action(
        *behind_,
        [this] {
          return run_;
        },
        [this](const QStringList& fields) {
          Q_EMIT levers_wanted(fields);
        });
  }
}

QWidget* ChartPage::make_tables() {
  table_ = new TableView;
  table_->setAccessibleName(tr("Values of the chart"));
  table_->horizontalHeader()->setSortIndicatorClearable(true);  // a third click: as it was
  if (!spec_.behind) {
    return with_bar(table_, {table_});
  }
  behind_ = new TableView;
  behind_->setAccessibleName(tr("Ledger lines behind a bar"));
  behind_->horizontalHeader()->setSortIndicatorClearable(true);
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Values and ledger lines"));
  tabs_->tabBar()->setAccessibleName(tabs_->accessibleName());
  tabs_->addTab(table_, tr("Values"));
  tabs_->addTab(behind_, tr("Ledger lines"));
  tabs_->setTabToolTip(1, tr("Click a bar for the lines of the ledger that it sums"));
  return with_bar(tabs_, {table_, behind_});
}

std::vector<TableView*> ChartPage::tables() {
  return behind_ == nullptr ? std::vector<TableView*>{table_}
                            : std::vector<TableView*>{table_, behind_};
}

void ChartPage::show_behind(const QString& bar, const QString& part) {
  if (run_ != nullptr) {
    Table lines = spec_.behind(*run_, chosen(), bar, part);
    behind_->set_table(baseline_ == nullptr
                           ? std::move(lines)
                           : study::beside(lines, spec_.behind(*baseline_, chosen(), bar, part)));
    tabs_->setTabText(1, part.isEmpty() ? tr("Ledger lines: %1").arg(bar)
                                        : tr("Ledger lines: %1, %2").arg(bar, part));
    tabs_->setCurrentWidget(behind_);
  }
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
  baseline_ = shown.baseline.evaluation();
  for (ChartCanvas* canvas : canvases_) {
    canvas->hold_axes(shown.is_dragging);
  }
  fill_choices();
  draw();
}

std::vector<int> ChartPage::chosen() const {
  std::vector<int> chosen;
  for (const QComboBox* combo : combos_) {
    chosen.push_back(combo->currentIndex());
  }
  return chosen;
}

void ChartPage::draw() {
  if (run_ == nullptr) {
    return;
  }
  Table table = spec_.table(*run_, chosen());
  std::vector<ChartBaseline> baseline;
  if (baseline_ != nullptr && spec_.baseline) {
    baseline = spec_.baseline(*baseline_, chosen());
  }
  // A price that moves leaves latencies as they are, and making a chart anew takes a frame.
  const bool is_same_baseline = baseline == drawn_baseline_;
  if (std::exchange(is_drawn_, true) && same_table(table, drawn_) && is_same_baseline) {
    return;
  }
  for (std::size_t i = 0; i < canvases_.size(); ++i) {
    if (!is_same_baseline) {
      canvases_[i]->set_baseline(i < baseline.size() ? baseline[i] : ChartBaseline());
    }
    canvases_[i]->set_caption(caption());
    spec_.charts[i].draw(*canvases_[i], table, *run_);
  }
  drawn_baseline_ = std::move(baseline);
  table_->set_table(spec_.shown ? spec_.shown(*run_, chosen(), baseline_) : table);
  drawn_ = std::move(table);
}

QString ChartPage::caption() const {
  QStringList basis;
  for (const QComboBox* combo : combos_) {
    basis << combo->currentText();
  }
  const QString scenario =
      run_ != nullptr ? QString::fromStdString(run_->scenario().name) : QString();
  return picture_caption(scenario, basis);
}

void ChartPage::export_chart() {
  const auto path = ask_export(this, picture_kind(QString::fromStdString(drawn_.name)));
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
    if (!canvases_[i]->save(file)) {
      tell_not_written(this, file);
      return;
    }
  }
  tell_exported(this, *path);
}

}  // namespace costwright::gui
