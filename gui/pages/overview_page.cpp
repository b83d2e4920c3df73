#include "gui/pages/overview_page.h"

#include <algorithm>
#include <utility>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/models/headlines.h"
#include "study/outcome/metrics.h"
#include "study/reports/report.h"

namespace costwright::gui {
namespace {

constexpr int kCardsInARow = 4;
constexpr std::size_t kMostCards = std::size_t{4} * kCardsInARow;

QString about_mark(const QString& mark) {
  return mark == "in range" ? OverviewPage::tr(
                                  "rests on models, devices and engines such as "
                                  "the calibration was fitted to")
         : mark == "extrapolated" ? OverviewPage::tr(
                                        "rests on models, devices or engines outside "
                                        "of what the calibration was fitted to")
         : mark == "saturated" ? OverviewPage::tr("demand is above capacity in some month")
                               : QString();
}

// "refining, extrapolated".
QString with_caveat(const QString& mark, const QString& caveat) {
  return mark.isEmpty() || caveat.isEmpty() ? caveat + mark : caveat + ", " + mark;
}

// As many as there is room for, each metric for all workloads or for none: the table below has
// them.
void keep_whole_metrics(std::vector<Headline>& headlines) {
  std::vector<Headline> kept;
  for (std::size_t first = 0; first < headlines.size();) {
    std::size_t end = first;
    while (end < headlines.size() && headlines[end].metric == headlines[first].metric) {
      ++end;
    }
    if (kept.size() + end - first <= kMostCards) {
      kept.insert(kept.end(), headlines.begin() + static_cast<std::ptrdiff_t>(first),
                  headlines.begin() + static_cast<std::ptrdiff_t>(end));
    }
    first = end;
  }
  headlines = std::move(kept);
}

}  // namespace

OverviewPage::OverviewPage(QWidget* parent) : Page(parent) {
  cards_area_ = new QWidget;
  grid_ = new QGridLayout(cards_area_);
  grid_->setContentsMargins(0, 0, 0, 0);
  table_ = new TableView;
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(cards_area_);
  layout->addWidget(new TableBar({table_}), 0, Qt::AlignRight);
  layout->addWidget(table_, 1);
}

void OverviewPage::set_theme(const Theme& theme) {
  theme_ = theme;
  const QString frame =
      QString("#card { background: %1; border: 1px solid %2; border-radius: 6px; }")
          .arg(theme.base.name(), theme.grid.name());
  const QString faint = QString("color: %1;").arg(theme.faint.name());
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    cards_[i].frame->setStyleSheet(frame);
    cards_[i].label->setStyleSheet(faint);
    cards_[i].range->setStyleSheet(faint);
    cards_[i].difference->setStyleSheet(QString("color: %1;").arg(theme.accent.name()));
    const QString mark = cards_[i].mark->text();
    const QColor colour = mark.endsWith("saturated")      ? theme.error
                          : mark.endsWith("extrapolated") ? theme.warning
                                                          : theme.faint;
    cards_[i].mark->setStyleSheet(QString("color: %1;").arg(colour.name()));
  }
}

OverviewPage::Card OverviewPage::make_card() {
  Card card{new QFrame, new QLabel, new QLabel, new QLabel, new QLabel, new QLabel};
  card.frame->setObjectName("card");
  QFont large = card.value->font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  large.setBold(true);
  card.value->setFont(large);
  card.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  card.value->setObjectName("headline");
  auto* top = new QHBoxLayout;
  top->addWidget(card.label);
  top->addStretch();
  top->addWidget(card.mark);
  auto* column = new QVBoxLayout(card.frame);
  column->setContentsMargins(12, 8, 12, 8);
  column->setSpacing(2);
  column->addLayout(top);
  column->addWidget(card.value);
  column->addWidget(card.range);
  column->addWidget(card.difference);
  return card;
}

void OverviewPage::lay_out(std::size_t count) {
  if (std::exchange(shown_cards_, count) == count) {
    return;
  }
  while (cards_.size() < count) {
    const int index = static_cast<int>(cards_.size());
    cards_.push_back(make_card());
    grid_->addWidget(cards_.back().frame, index / kCardsInARow, index % kCardsInARow);
    grid_->setColumnStretch(index % kCardsInARow, 1);
  }
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    cards_[i].frame->setVisible(i < count);
  }
  set_theme(theme_);
}

std::vector<Headline> OverviewPage::headlines_shown() const {
  std::vector<Headline> shown = headlines_;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    shown[i].label = cards_[i].label->text();
    shown[i].value = cards_[i].value->text();
    shown[i].range = cards_[i].range->text();
    shown[i].mark = cards_[i].mark->text();
    shown[i].difference = cards_[i].difference->text();
  }
  return shown;
}

void OverviewPage::show_results(const Shown& shown) {
  const study::Evaluation& run = shown.run;
  const auto rows = metric_rows(run);
  headlines_ = headlines(run, rows);
  keep_whole_metrics(headlines_);
  const study::Comparison* comparison = shown.baseline.comparison();
  if (comparison != nullptr) {
    add_differences(headlines_, *comparison);
  }
  lay_out(headlines_.size());
  bool is_marked_anew = false;
  const bool has_ranges = std::any_of(headlines_.begin(), headlines_.end(), [](const auto& card) {
    return !card.range.isEmpty();
  });
  for (std::size_t i = 0; i < headlines_.size(); ++i) {
    const Headline& headline = headlines_[i];
    const Card& card = cards_[i];
    const QString mark = with_caveat(headline.mark, shown.caveat);
    is_marked_anew = is_marked_anew || card.mark->text() != mark;
    card.label->setText(headline.label);
    card.value->setText(headline.value);
    card.range->setText(headline.range);
    card.range->setVisible(has_ranges);
    card.difference->setText(headline.difference);
    card.difference->setToolTip(tr("Difference to the baseline"));
    card.difference->setVisible(comparison != nullptr);
    card.mark->setText(mark);
    card.mark->setToolTip(about_mark(headline.mark));
    card.frame->setToolTip(headline.note);
    card.frame->setAccessibleName(headline.label + ": " + headline.value);
  }
  if (is_marked_anew) {
    set_theme(theme_);
  }
  table_->set_table(summary_table(run, rows));
}

TablesPage::TablesPage(QWidget* parent) : Page(parent) {
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  for (const study::Report& report : study::reports()) {
    views_.push_back(new TableView);
    tabs_->addTab(views_.back(), report.label);
  }
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new TableBar(views_), 0, Qt::AlignRight);
  layout->addWidget(tabs_, 1);
  connect(tabs_, &QTabWidget::currentChanged, this, &TablesPage::show_current);
}

void TablesPage::show_results(const Shown& shown) {
  run_ = &shown.run;
  show_current();
}

void TablesPage::show_current() {
  const auto index = static_cast<std::size_t>(tabs_->currentIndex());
  if (run_ != nullptr) {
    views_[index]->set_table(study::reports()[index].make(*run_));
  }
}

}  // namespace costwright::gui
