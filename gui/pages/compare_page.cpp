#include "gui/pages/compare_page.h"

#include <utility>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTabBar>
#include <QVBoxLayout>

#include "core/scenario/scenario.h"
#include "gui/models/levers.h"
#include "gui/pages/cash_chart.h"
#include "gui/pages/compared_cells.h"
#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"
#include "study/compare/beside.h"
#include "study/compare/tables.h"
#include "study/reports/sources.h"

namespace costwright::gui {
namespace {

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

// Columns of study::side_by_side().
constexpr char kThen[] = "baseline", kNow[] = "value";
constexpr int kLeastAnswer = 40, kLeastFigures = 120,
              kTabs = 60;       // pixels high; of tabs and the line above them
constexpr int kMostText = 200;  // wide: figures and their difference are to be seen beside it

// Of what was changed, as the levers call it.
QString label_of(const study::Bar& bar) {
  QStringList labels;
  for (const std::string& path : bar.input.paths) {
    labels << field_label(text(path));
  }
  return labels.join(" + ");
}

}  // namespace

ComparePage::ComparePage(QWidget* parent) : Page(parent), theme_(gui::theme(false)) {
  answer_ = new QLabel;
  answer_->setTextFormat(Qt::PlainText);
  answer_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  answer_->setWordWrap(true);
  answer_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  table_ = new TableView;
  table_->setAccessibleName(tr("Figures beside the baseline"));
  const auto is_compared = [this](int column) {
    const std::string& name =
        table_->table_model().table().columns[static_cast<std::size_t>(column)].name;
    return name == kThen || name == kNow;
  };
  table_->horizontalHeader()->setMaximumSectionSize(kMostText);
  table_->setItemDelegate(new BestAndWorst(theme_, is_compared, table_));
  auto* above = new QWidget;
  auto* figures = new QVBoxLayout(above);
  figures->setContentsMargins(0, 0, 0, 0);
  figures->addWidget(new TableBar({table_}), 0, Qt::AlignRight);
  figures->addWidget(table_, 1);
  auto* answer_area = new QScrollArea;  // it may have a line for every month that is unfit
  answer_area->setWidget(answer_);
  answer_area->setWidgetResizable(true);
  answer_area->setFrameShape(QFrame::NoFrame);
  answer_area->setFocusPolicy(Qt::TabFocus);
  answer_area->setAccessibleName(tr("Answer"));
  answer_area->setMinimumHeight(kLeastAnswer);
  deck_ = new Deck;
  deck_->add(answer_area, tr("Answer"), kLeastAnswer);
  deck_->add(above, tr("Figures"), kLeastFigures);
  deck_->add(make_bridge_area(), tr("Bridge and cash"), kLeastChart.height() + kTabs);
  deck_->parts().setStretchFactor(1, 1);
  deck_->parts().setSizes({90, 180, kLeastChart.height() + kTabs});
  deck_->hide();
  nothing_ =
      new QLabel(tr("Nothing is pinned: Run > Pin as baseline (Ctrl+B) keeps these results, "
                    "and what follows is compared with them."));
  nothing_->setWordWrap(true);
  nothing_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  auto* with_baseline = new QWidget;
  auto* column = new QVBoxLayout(with_baseline);
  column->setContentsMargins(0, 6, 0, 0);
  column->addWidget(nothing_);
  column->addWidget(deck_, 1);
  variants_ = new VariantsView;
  parts_ = new QTabWidget;
  parts_->setDocumentMode(true);
  parts_->setAccessibleName(tr("Compared with what"));
  parts_->tabBar()->setAccessibleName(parts_->accessibleName());
  parts_->addTab(variants_, tr("Variants and files"));
  parts_->addTab(with_baseline, tr("Pinned baseline"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(parts_, 1);
}

QWidget* ComparePage::make_bridge_area() {
  metric_ = new QComboBox;
  metric_->setAccessibleName(tr("Metric of the bridge"));
  metric_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  metric_->setMinimumContentsLength(16);
  shapley_ = new QCheckBox(tr("Shapley"));
  shapley_->setToolTip(
      tr("The mean over every order in which the inputs could be changed, "
         "instead of the scenario's order"));
  make_ = new QPushButton(tr("Make the bridge"));
  make_->setToolTip(tr("Which changed input makes how much of the difference"));
  state_ = new ElidedLabel;
  bars_ = new TableView;
  bars_->setAccessibleName(tr("Inputs of the bridge"));
  lines_ = new TableView;
  lines_->setAccessibleName(tr("Ledger lines of the bridge"));
  bridge_ = new QTabWidget;
  bridge_->setDocumentMode(true);
  bridge_->setAccessibleName(tr("Bridge and cash"));
  bridge_->tabBar()->setAccessibleName(bridge_->accessibleName());
  steps_ = new ChartCanvas;
  steps_->setAccessibleName(tr("Bridge"));
  cash_ = new ChartCanvas;
  cash_->setAccessibleName(tr("Cash paid so far"));
  bridge_->addTab(steps_, tr("Bridge"));
  bridge_->addTab(bars_, tr("Inputs"));
  bridge_->addTab(lines_, tr("Ledger lines"));
  bridge_->addTab(cash_, tr("Cash paid so far"));
  bridge_->setTabToolTip(2, tr("Click a bar of the bridge, or a figure above, for its lines"));
  auto* bar = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{metric_, shapley_, make_}) {
    bar->addWidget(widget);
  }
  bar->addWidget(state_, 1);
  bar->addWidget(new TableBar({bars_, lines_}));
  auto* area = new QWidget;
  auto* layout = new QVBoxLayout(area);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(bar);
  layout->addWidget(bridge_, 1);
  connect(make_, &QPushButton::clicked, this, &ComparePage::ask);
  connect(metric_, &QComboBox::currentIndexChanged, this, &ComparePage::forget_bridge);
  connect(shapley_, &QCheckBox::toggled, this, &ComparePage::forget_bridge);
  connect(steps_, &ChartCanvas::bar_clicked, this, &ComparePage::show_lines_of_bar);
  connect(table_, &QTableView::clicked, this, &ComparePage::show_lines_of_cell);
  connect(table_, &QTableView::activated, this, &ComparePage::show_lines_of_cell);
  connect(bridge_, &QTabWidget::currentChanged, this, &ComparePage::show_cash);
  return area;
}

void ComparePage::meet(Baseline& baseline) {
  if (std::exchange(baseline_, &baseline) == nullptr) {
    connect(baseline_, &Baseline::bridged, this, &ComparePage::show_bridge);
    connect(baseline_, &Baseline::bridge_failed, this, [this](const QString& why) {
      state_->set_whole_text(why);
    });
  }
}

void ComparePage::show_results(const Shown& shown) {
  meet(shown.baseline);
  run_ = &shown.run;
  cash_->hold_axes(shown.is_dragging);
  variants_->show_offered(shown.alternatives, shown.is_dragging);
  forget_bridge();
  const study::Comparison* comparison = shown.baseline.comparison();
  if (deck_->isHidden() == (comparison != nullptr)) {  // what is pinned is looked at
    parts_->setCurrentIndex(comparison != nullptr ? 1 : 0);
  }
  deck_->setVisible(comparison != nullptr);
  nothing_->setVisible(comparison == nullptr);
  if (comparison != nullptr) {
    show_comparison(*comparison);
  }
}

QString ComparePage::answer() const {
  return nothing_->isHidden() ? answer_->text() : nothing_->text();
}

void ComparePage::show_comparison(const study::Comparison& comparison) {
  answer_->setText(text(answer_text(comparison)).trimmed());
  table_->set_table(side_by_side(comparison, 1));
  show_marks_last();
  fill_metrics(comparison);
  is_cash_drawn_ = false;
  show_cash();
}

// The difference stands beside what it is of; how far it can be trusted comes behind.
void ComparePage::show_marks_last() {
  const auto& columns = table_->table_model().table().columns;
  QHeaderView& header = *table_->horizontalHeader();
  int last = static_cast<int>(columns.size()) - 1;
  for (const char* mark : {"mark", "baseline_mark"}) {
    const auto column = static_cast<int>(column_of(table_->table_model().table(), mark));
    header.moveSection(header.visualIndex(column), last--);
  }
}

QString ComparePage::caption(const QStringList& basis) const {
  return picture_caption(QString::fromStdString(run_->scenario().name), basis);
}

// While it is looked at: a chart takes longer than the rest of the page.
void ComparePage::show_cash() {
  const Table* cash = baseline_ == nullptr ? nullptr : baseline_->cash();
  if (cash != nullptr && bridge_->currentWidget() == cash_ &&
      !std::exchange(is_cash_drawn_, true)) {
    cash_->set_caption(caption({tr("cash paid so far"), tr("baseline and now")}));
    draw_cash(*cash_, *cash, *baseline_->comparison());
  }
}

bool ComparePage::save_chart(const QString& path) {
  return (bridge_->currentWidget() == cash_ ? cash_ : steps_)->save(path);
}

void ComparePage::export_chart() {
  const bool is_cash = bridge_->currentWidget() == cash_;
  if (parts_->currentWidget() == variants_ || (is_cash ? !is_cash_drawn_ : !shown_bridge_)) {
    tell_not_exported(this, tr("There is no chart yet: pin a baseline, change something and make "
                               "the bridge"));
    return;
  }
  export_picture(this, is_cash ? "cash" : "bridge", [this](const QString& path) {
    return save_chart(path);
  });
}

void ComparePage::set_theme(const Theme& theme) {
  theme_ = theme;
  variants_->set_theme(theme);
  steps_->set_theme(theme);
  cash_->set_theme(theme);
  show_steps();
}

// Figures of the whole that both have.
void ComparePage::fill_metrics(const study::Comparison& comparison) {
  const QSignalBlocker quiet(metric_);
  const QString chosen = metric_->currentText();
  metric_->clear();
  for (const study::ComparedRow& row : comparison.rows) {
    if (row.metric->keys == study::MetricKeys::kWhole && number_of(row.differences[1].value)) {
      metric_->addItem(text(row.metric->label), text(row.metric->name));
    }
  }
  metric_->setCurrentIndex(std::max(0, metric_->findText(chosen)));
}

void ComparePage::ask() {
  state_->set_whole_text(tr("Making the bridge…"));
  const std::string name = metric_->currentData().toString().toStdString();
  baseline_->make_bridge({&study::metric(name), {}}, shapley_->isChecked());
}

void ComparePage::show_bridge(const study::Bridge& bridge) {
  const std::size_t changed = bridge.bars.size();
  state_->set_whole_text(changed == 0   ? tr("No input differs")
                         : changed == 1 ? tr("1 input")
                                        : tr("%1 inputs").arg(changed));
  bars_->set_table(bars_table(bridge));
  lines_->set_table(study::bridge_tables({bridge})[1]);
  bridge_->setTabText(2, tr("Ledger lines"));
  shown_bridge_ = bridge;
  unit_ = text(unit_text(*bridge.metric.metric, run_->scenario().currency));
  show_steps();
}

// Each change hangs where the one before it ended; the last one ends at the other total.
void ComparePage::show_steps() {
  if (!shown_bridge_) {
    steps_->show_nothing(
        tr("Make the bridge shows what each changed input makes of the difference"));
    return;
  }
  const study::Bridge& bridge = *shown_bridge_;
  double at = number_of(bridge.start).value_or(0);
  std::vector<ChartStep> steps{{tr("baseline"), 0, at, true}};
  for (const study::Bar& bar : bridge.bars) {
    const double before = std::exchange(at, at + number_of(bar.change).value_or(0));
    steps.push_back({label_of(bar), before, at});
  }
  steps.push_back({tr("now"), 0, number_of(bridge.end).value_or(0), true});
  steps_->set_caption(caption({metric_->currentText(), tr("from the baseline to now")}));
  steps_->show_steps(steps, unit_);
}

void ComparePage::show_lines_of_bar(const QString& bar) {
  for (const study::Bar& known : shown_bridge_->bars) {
    if (label_of(known) == bar) {
      Table lines = study::bridge_tables({*shown_bridge_})[1];
      const std::size_t input = column_of(lines, "input");
      std::erase_if(lines.rows, [&](const auto& row) {
        return cell_text(row[input]) != name_of(known.input);
      });
      lines_->set_table(std::move(lines));
      bridge_->setTabText(2, tr("Ledger lines: %1").arg(bar));
      bridge_->setCurrentWidget(lines_);
    }
  }
}

void ComparePage::show_lines_of_cell(const QModelIndex& index) {
  const std::string& column =
      table_->table_model().table().columns[static_cast<std::size_t>(index.column())].name;
  const study::Metric* metric = metric_labelled(index.siblingAtColumn(0).data().toString());
  if (metric == nullptr || baseline_->evaluation() == nullptr) {
    return;
  }
  const study::MetricName name{metric, index.siblingAtColumn(1).data().toString().toStdString()};
  const Table now = lines_behind(*run_, name);
  const Table then = lines_behind(*baseline_->evaluation(), name);
  lines_->set_table(column == kThen ? then : column == kNow ? now : study::beside(now, then));
  bridge_->setTabText(2, tr("Ledger lines: %1").arg(text(metric->label)));
  bridge_->setCurrentWidget(lines_);
  deck_->turn_to(1);
}

// Of other results, or of another metric.
void ComparePage::forget_bridge() {
  if (baseline_ != nullptr) {
    baseline_->forget_bridge();
  }
  state_->set_whole_text({});
  bars_->set_table({});
  lines_->set_table({});
  bridge_->setTabText(2, tr("Ledger lines"));
  if (std::exchange(shown_bridge_, std::nullopt)) {
    show_steps();
  }
}

}  // namespace costwright::gui
