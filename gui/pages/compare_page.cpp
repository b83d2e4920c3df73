#include "gui/pages/compare_page.h"

#include <utility>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "study/compare/tables.h"

namespace costwright::gui {
namespace {

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

}  // namespace

ComparePage::ComparePage(QWidget* parent) : Page(parent) {
  answer_ = new QLabel;
  answer_->setTextFormat(Qt::PlainText);
  answer_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  answer_->setWordWrap(true);
  answer_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  table_ = new TableView;
  table_->setAccessibleName(tr("Figures beside the baseline"));
  auto* above = new QWidget;
  auto* figures = new QVBoxLayout(above);
  figures->setContentsMargins(0, 0, 0, 0);
  figures->addWidget(new TableBar({table_}), 0, Qt::AlignRight);
  figures->addWidget(table_, 1);
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->addWidget(above);
  splitter->addWidget(make_bridge_area());
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  compared_ = splitter;
  compared_->hide();
  auto* with_baseline = new QWidget;
  auto* column = new QVBoxLayout(with_baseline);
  column->setContentsMargins(0, 6, 0, 0);
  auto* answer_area = new QScrollArea;  // it may have a line for every month that is unfit
  answer_area->setWidget(answer_);
  answer_area->setWidgetResizable(true);
  answer_area->setFrameShape(QFrame::NoFrame);
  answer_area->setFocusPolicy(Qt::TabFocus);
  answer_area->setAccessibleName(tr("Answer"));
  answer_area->setMinimumHeight(40);
  answer_area->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  column->addWidget(answer_area, 1);
  column->addWidget(compared_, 3);
  variants_ = new VariantsView;
  parts_ = new QTabWidget;
  parts_->setDocumentMode(true);
  parts_->setAccessibleName(tr("Compared with what"));
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
  bridge_->addTab(bars_, tr("Inputs"));
  bridge_->addTab(lines_, tr("Ledger lines behind them"));
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
  variants_->show_offered(shown.alternatives, shown.is_dragging);
  forget_bridge();
  const study::Comparison* comparison = shown.baseline.comparison();
  if (compared_->isHidden() == (comparison != nullptr)) {  // what is pinned is looked at
    parts_->setCurrentIndex(comparison != nullptr ? 1 : 0);
  }
  compared_->setVisible(comparison != nullptr);
  if (comparison != nullptr) {
    show_comparison(*comparison);
  } else {
    answer_->setText(
        tr("Nothing is pinned: Run > Pin as baseline (Ctrl+B) keeps these results, "
           "and what follows is compared with them."));
  }
}

void ComparePage::show_comparison(const study::Comparison& comparison) {
  answer_->setText(text(answer_text(comparison)).trimmed());
  table_->set_table(side_by_side(comparison, 1));
  fill_metrics(comparison);
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
}

// Of other results, or of another metric.
void ComparePage::forget_bridge() {
  if (baseline_ != nullptr) {
    baseline_->forget_bridge();
  }
  state_->set_whole_text({});
  bars_->set_table({});
  lines_->set_table({});
}

}  // namespace costwright::gui
