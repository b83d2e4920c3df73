#include "gui/pages/variants_view.h"

#include <algorithm>
#include <utility>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTabBar>
#include <QVBoxLayout>

#include "core/scenario/scenario.h"
#include "gui/pages/cash_chart.h"
#include "gui/pages/compared_cells.h"
#include "gui/widgets/picture.h"
#include "gui/widgets/table_filter.h"
#include "study/compare/variants.h"
#include "study/reports/sources.h"

namespace costwright::gui {
namespace {

enum FigureColumn { kFigure, kOf, kBetter = 3, kFirstVariant };
constexpr int kLeastFigures = 150, kTabs = 30;    // pixels high
constexpr int kMostText = 200, kMostValue = 120;  // wide: the figures are to be seen beside it

QStringList names_of(const std::vector<study::BridgeEnd>& ends) {
  QStringList names;
  for (const study::BridgeEnd& end : ends) {
    names << QString::fromStdString(end.name);
  }
  return names;
}

bool is_same_end(const study::BridgeEnd& a, const study::BridgeEnd& b) {
  const auto is_same_change = [](const Override& one, const Override& other) {
    return one.path == other.path && one.value == other.value;
  };
  return a.name == b.name && a.source.path == b.source.path && a.source.text == b.source.text &&
         std::equal(a.source.overrides.begin(), a.source.overrides.end(),
                    b.source.overrides.begin(), b.source.overrides.end(), is_same_change);
}

}  // namespace

VariantsView::VariantsView(QWidget* parent) : QWidget(parent), theme_(gui::theme(false)) {
  choices_ = new QListWidget;
  choices_->setAccessibleName(tr("Scenarios to stand side by side"));
  choices_->setMaximumWidth(200);
  choices_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
  choices_->setMinimumWidth(90);
  state_ = new QLabel;
  state_->setWordWrap(true);
  figures_ = new TableView;
  figures_->setAccessibleName(tr("Figures side by side"));
  const auto is_compared = [](int column) {
    return column >= kFirstVariant;
  };
  figures_->setItemDelegate(new BestAndWorst(theme_, is_compared, figures_));
  figures_->horizontalHeader()->setSortIndicatorClearable(true);
  figures_->horizontalHeader()->setMaximumSectionSize(kMostText);
  figures_->set_most_among_numbers(kMostValue);
  lines_ = new TableView;
  lines_->setAccessibleName(tr("Ledger lines of the chosen cell"));
  cash_ = new ChartCanvas;
  cash_->setAccessibleName(tr("Cash paid so far"));
  below_ = new QTabWidget;
  below_->setDocumentMode(true);
  below_->setAccessibleName(tr("Cash and ledger lines"));
  below_->tabBar()->setAccessibleName(below_->accessibleName());
  below_->addTab(cash_, tr("Cash paid so far"));
  below_->addTab(lines_, tr("Ledger lines"));
  below_->setTabToolTip(1, tr("Click a figure for the lines of the ledger behind it"));
  auto* left = new QVBoxLayout;
  left->addWidget(new QLabel(tr("Side by side")));
  left->addWidget(choices_, 1);
  left->addWidget(state_);
  deck_ = new Deck;
  deck_->add(figures_, tr("Figures"), kLeastFigures);
  deck_->add(below_, tr("Cash and ledger lines"), kLeastChart.height() + kTabs);
  deck_->parts().setStretchFactor(0, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 6, 0, 0);
  layout->addLayout(left);
  layout->addWidget(with_bar(deck_, {figures_, lines_}), 1);
  connect(choices_, &QListWidget::itemChanged, this, &VariantsView::evaluate);
  connect(figures_, &QTableView::clicked, this, &VariantsView::show_lines);
  connect(figures_, &QTableView::activated, this, &VariantsView::show_lines);
}

void VariantsView::set_theme(const Theme& theme) {
  theme_ = theme;
  cash_->set_theme(theme);
  show_found();
}

void VariantsView::meet(Alternatives& alternatives) {
  if (std::exchange(alternatives_, &alternatives) != nullptr) {
    return;
  }
  connect(alternatives_, &Alternatives::progressed, this, [this](int done, int of) {
    state_->setText(tr("Evaluating: %1 of %2").arg(done).arg(of));
  });
  connect(alternatives_, &Alternatives::failed, state_, &QLabel::setText);
  connect(alternatives_, &Alternatives::finished, this, [this] {
    state_->clear();
    show_found();
  });
}

void VariantsView::show_offered(Alternatives& alternatives, bool is_dragging) {
  meet(alternatives);
  if (is_dragging) {  // they are evaluated when it is let go
    return;
  }
  const auto before = std::exchange(offered_, alternatives_->offered());
  if (names_of(before) != names_of(offered_)) {
    fill_choices();
  }
  const bool is_other =
      !std::equal(before.begin(), before.end(), offered_.begin(), offered_.end(), is_same_end);
  if (chosen().size() < 2) {
    state_->setText(tr("Check what is to be compared with the first."));
  } else if (is_other) {
    evaluate();
  }
}

// What was checked stays so.
void VariantsView::fill_choices() {
  QStringList checked;
  for (int row = 0; row < choices_->count(); ++row) {
    if (choices_->item(row)->checkState() == Qt::Checked) {
      checked << choices_->item(row)->text();
    }
  }
  const QSignalBlocker quiet(choices_);
  choices_->clear();
  for (const study::BridgeEnd& end : offered_) {
    const QString name = QString::fromStdString(end.name);
    auto* item = new QListWidgetItem(name, choices_);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(choices_->count() == 1 || checked.contains(name) ? Qt::Checked
                                                                         : Qt::Unchecked);
    item->setToolTip(QString::fromStdString(end.source.path));
  }
}

std::vector<study::BridgeEnd> VariantsView::chosen() const {
  std::vector<study::BridgeEnd> wanted;
  for (int row = 0; row < choices_->count(); ++row) {
    if (choices_->item(row)->checkState() == Qt::Checked) {
      wanted.push_back(offered_[static_cast<std::size_t>(row)]);
    }
  }
  return wanted;
}

void VariantsView::evaluate() {
  auto wanted = chosen();
  if (alternatives_ != nullptr && wanted.size() > 1) {
    alternatives_->evaluate(std::move(wanted));
  }
}

void VariantsView::show_found() {
  if (alternatives_ == nullptr || alternatives_->alternatives().empty()) {
    return;
  }
  const auto& found = alternatives_->alternatives();
  Diagnostics unheard;  // each was read before
  const study::Comparison comparison = study::compare(found);
  figures_->set_table(study::variant_columns(alternatives_->ends(), comparison, unheard));
  figures_->setColumnHidden(kBetter, true);  // the tints say it
  const auto& first = found.front().evaluation.scenario();
  cash_->set_caption(picture_caption(
      QString::fromStdString(first.name),
      {tr("cash paid so far"), names_of(alternatives_->ends()).join(QStringLiteral(", "))}));
  draw_cash(*cash_, study::cumulative_cash(found), comparison);
}

void VariantsView::show_lines(const QModelIndex& index) {
  const auto column = static_cast<std::size_t>(index.column() - kFirstVariant);
  const study::Metric* metric = metric_labelled(index.siblingAtColumn(kFigure).data().toString());
  if (index.column() < kFirstVariant || metric == nullptr) {
    return;
  }
  const std::string key = index.siblingAtColumn(kOf).data().toString().toStdString();
  const study::Alternative& chosen = alternatives_->alternatives()[column];
  lines_->set_table(study::lines_behind(chosen.evaluation, {metric, key}));
  below_->setTabText(1, tr("Ledger lines: %1").arg(QString::fromStdString(chosen.name)));
  below_->setCurrentWidget(lines_);
  deck_->turn_to(1);
}

}  // namespace costwright::gui
