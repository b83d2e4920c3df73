#include "gui/overview_page.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/models/headlines.h"
#include "study/report.h"

namespace costwright::gui {
namespace {

constexpr int kCardsInARow = 4;

using TableOf = Table (*)(const FinishedRun&);
struct ReportTable {
  const char* name;
  TableOf make;
};

const std::vector<ReportTable>& report_tables_by_name() {
  static const std::vector<ReportTable> kTables{{"Summary",
                                                 [](const FinishedRun& run) {
                                                   return summary_table(run.result, run.outcome);
                                                 }},
                                                {"Monthly",
                                                 [](const FinishedRun& run) {
                                                   return monthly_table(run.result);
                                                 }},
                                                {"Ledger",
                                                 [](const FinishedRun& run) {
                                                   return ledger_table(run.result);
                                                 }},
                                                {"Latency",
                                                 [](const FinishedRun& run) {
                                                   return latency_table(run.result, run.outcome);
                                                 }},
                                                {"Utilisation",
                                                 [](const FinishedRun& run) {
                                                   return utilisation_table(run.result);
                                                 }},
                                                {"Provenance", [](const FinishedRun& run) {
                                                   return provenance_table(run.result);
                                                 }}};
  return kTables;
}

}  // namespace

OverviewPage::OverviewPage(QWidget* parent) : Page(parent) {
  cards_area_ = new QWidget;
  grid_ = new QGridLayout(cards_area_);
  grid_->setContentsMargins(0, 0, 0, 0);
  table_ = new TableView;
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(cards_area_);
  layout->addWidget(table_, 1);
}

void OverviewPage::set_theme(const Theme& theme) {
  theme_ = theme;
  const QString style =
      QString("#card { background: %1; border: 1px solid %2; border-radius: 6px; }")
          .arg(theme.base.name(), theme.grid.name());
  for (const Card& card : cards_) {
    card.frame->setStyleSheet(style);
    card.label->setStyleSheet(QString("color: %1;").arg(theme.faint.name()));
    card.range->setStyleSheet(QString("color: %1;").arg(theme.faint.name()));
  }
}

void OverviewPage::lay_out(int count) {
  while (static_cast<int>(cards_.size()) < count) {
    Card card{new QFrame, new QLabel, new QLabel, new QLabel};
    card.frame->setObjectName("card");
    QFont large = card.value->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setBold(true);
    card.value->setFont(large);
    card.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    card.value->setObjectName("headline");
    auto* column = new QVBoxLayout(card.frame);
    column->setSpacing(2);
    for (QLabel* label : {card.label, card.value, card.range}) {
      column->addWidget(label);
    }
    const int index = static_cast<int>(cards_.size());
    grid_->addWidget(card.frame, index / kCardsInARow, index % kCardsInARow);
    grid_->setColumnStretch(index % kCardsInARow, 1);
    cards_.push_back(card);
  }
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    cards_[i].frame->setVisible(static_cast<int>(i) < count);
  }
  set_theme(theme_);
}

void OverviewPage::show_results(const FinishedRun& run) {
  Table summary = summary_table(run.result, run.outcome);
  const auto found = headlines(summary);
  // Three rows of cards; the rest of a scenario with many workloads is in the table below.
  const int count = std::min<int>(static_cast<int>(found.size()), 3 * kCardsInARow);
  if (shown_cards_ != count) {
    shown_cards_ = count;
    lay_out(count);
  }
  for (int i = 0; i < count; ++i) {
    const Headline& headline = found[static_cast<std::size_t>(i)];
    const Card& card = cards_[static_cast<std::size_t>(i)];
    card.label->setText(headline.label);
    card.value->setText(headline.value +
                        (headline.unit.isEmpty() ? QString() : ' ' + headline.unit));
    QStringList below;
    if (!headline.range.isEmpty()) {
      below << tr("90 %: %1").arg(headline.range);
    }
    if (!headline.mark.isEmpty()) {
      below << headline.mark;
    }
    card.range->setText(below.isEmpty() ? QStringLiteral(" ") : below.join(" · "));
    card.frame->setToolTip(headline.note);
    card.frame->setAccessibleName(headline.label + ": " + card.value->text());
  }
  table_->set_table(std::move(summary));
}

TablesPage::TablesPage(QWidget* parent) : Page(parent) {
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  for (const auto& [name, make] : report_tables_by_name()) {
    views_.push_back(new TableView);
    tabs_->addTab(views_.back(), name);
  }
  auto* copy = new QPushButton(tr("Copy"));
  auto* save = new QPushButton(tr("Export table…"));
  auto* bar = new QHBoxLayout;
  bar->addStretch();
  bar->addWidget(copy);
  bar->addWidget(save);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(bar);
  layout->addWidget(tabs_, 1);
  const auto current = [this] {
    return views_[static_cast<std::size_t>(tabs_->currentIndex())];
  };
  connect(tabs_, &QTabWidget::currentChanged, this, &TablesPage::show_current);
  connect(copy, &QPushButton::clicked, this, [current] {
    current()->copy();
  });
  connect(save, &QPushButton::clicked, this, [current] {
    current()->export_csv();
  });
}

void TablesPage::show_results(const FinishedRun& run) {
  run_ = &run;
  show_current();
}

void TablesPage::show_current() {
  const auto index = static_cast<std::size_t>(tabs_->currentIndex());
  if (run_ != nullptr) {
    views_[index]->set_table(report_tables_by_name()[index].make(*run_));
  }
}

}  // namespace costwright::gui
