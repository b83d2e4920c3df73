#include "gui/pages/overview_page.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "core/scenario/scenario.h"
#include "gui/models/figure_text.h"
#include "study/outcome/metrics.h"
#include "study/outcome/slo_state.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

constexpr std::size_t kLarge = 4, kSmall = 6;
constexpr int kWide = 780;  // from here on all large cards are in a row
const QString kSlo = QStringLiteral("slo_attainment");

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

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

// Which column of headline_months() goes with a card.
const char* months_of(const QString& metric) {
  return metric == "tco"                          ? "cash"
         : metric == "npv" || metric == "pv_cost" ? "cumulative_cash"
         : metric == "cost_per_1m_tokens"         ? "expense_per_1m_tokens"
         : metric == kSlo                         ? "slo_share"
                                                  : nullptr;
}

// A label that may become as narrow as the grid wants and then breaks its lines.
QLabel* soft_label(int least = 60) {
  auto* label = new QLabel;
  label->setWordWrap(true);
  label->setMinimumWidth(least);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

// The list's own rows follow its width a tenth of a second later, and are blank until then.
class Sentences : public QListWidget {
 protected:
  void resizeEvent(QResizeEvent* event) override {
    QListWidget::resizeEvent(event);
    doItemsLayout();
  }
};

// A row a little higher than its words: of one that is exactly as high the last line is cut.
class Roomy : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, kRoom);
  }

 private:
  static constexpr int kRoom = 3;  // pixels
};

QWidget* titled(QLabel* title, QWidget* content) {
  auto* area = new QFrame;
  area->setObjectName("card");
  QFont font = title->font();
  font.setBold(true);
  title->setFont(font);
  auto* layout = new QVBoxLayout(area);
  layout->addWidget(title);
  layout->addWidget(content, 1);
  return area;
}

}  // namespace

OverviewPage::OverviewPage(QWidget* parent) : Page(parent) {
  large_grid_ = new QGridLayout;
  small_grid_ = new QGridLayout;
  for (std::size_t i = 0; i < kLarge; ++i) {
    large_cards_.push_back(make_card(true));
  }
  for (std::size_t i = 0; i < kSmall; ++i) {
    small_cards_.push_back(make_card(false));
  }
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->addLayout(large_grid_);
  column->addLayout(small_grid_);
  column->addWidget(make_below(), 1);  // the cards are no taller than what they say
  scroll_ = new QScrollArea;
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setAccessibleName(tr("Figures at a glance"));
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setWidget(content);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll_);
  lay_out();
}

QWidget* OverviewPage::make_below() {
  categories_ = new CategoryBars;
  categories_->setAccessibleName(tr("Cost by category"));
  to_know_ = new Sentences;
  to_know_->setItemDelegate(new Roomy(to_know_));
  to_know_->setAccessibleName(tr("What to know"));
  to_know_->setWordWrap(true);
  to_know_->setFrameShape(QFrame::NoFrame);
  to_know_->setMinimumHeight(150);
  to_know_->setSelectionMode(QAbstractItemView::NoSelection);
  to_know_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  to_know_->setSpacing(1);
  cost_title_ = new QLabel;
  cost_area_ = titled(cost_title_, categories_);
  know_area_ = titled(new QLabel(tr("What to know")), to_know_);
  auto* below = new QWidget;
  below_grid_ = new QGridLayout(below);
  below_grid_->setContentsMargins(0, 0, 0, 0);
  return below;
}

OverviewPage::Card OverviewPage::make_card(bool is_large) {
  Card card{new QFrame,   soft_label(), soft_label(),    soft_label(),
            soft_label(), soft_label(), new IntervalBar, new Sparkline};
  card.frame->setObjectName("card");
  QFont font = card.value->font();
  font.setPointSizeF(font.pointSizeF() * (is_large ? 1.7 : 1.15));
  font.setBold(true);
  card.value->setFont(font);
  card.value->setObjectName("headline");
  // Beside the name where there is room for both, "refining, extrapolated" in two lines.
  auto* top = new QBoxLayout(is_large ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
  top->setSpacing(2);
  top->addWidget(card.label, is_large ? 1 : 0);
  top->addWidget(card.mark);
  if (is_large) {
    card.mark->setFixedWidth(card.mark->fontMetrics().horizontalAdvance("extrapolated") + 4);
    card.mark->setAlignment(Qt::AlignRight | Qt::AlignTop);
    card.label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  }
  auto* column = new QVBoxLayout(card.frame);
  column->setContentsMargins(12, 8, 12, 8);
  column->setSpacing(2);
  column->addLayout(top);
  column->addWidget(card.value);
  column->addWidget(card.interval);
  column->addWidget(card.range);
  column->addWidget(card.difference);
  column->addWidget(card.months);
  column->addStretch();
  card.interval->setVisible(is_large);
  card.months->setVisible(is_large);
  return card;
}

void OverviewPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  lay_out();
}

// Four large and six small cards a row, or two and three.
void OverviewPage::lay_out() {
  const int columns = width() >= kWide ? 4 : 2;
  if (std::exchange(columns_, columns) == columns) {
    return;
  }
  const auto fill = [](QGridLayout& grid, const std::vector<Card>& cards, int in_a_row) {
    for (int c = 0; c < grid.columnCount(); ++c) {
      grid.setColumnStretch(c, 0);
    }
    for (int i = 0; i < static_cast<int>(cards.size()); ++i) {
      grid.addWidget(cards[static_cast<std::size_t>(i)].frame, i / in_a_row, i % in_a_row);
      grid.setColumnStretch(i % in_a_row, 1);
    }
  };
  fill(*large_grid_, large_cards_, columns);
  fill(*small_grid_, small_cards_, columns == 4 ? 6 : 3);
  below_grid_->addWidget(cost_area_, 0, 0);
  below_grid_->addWidget(know_area_, columns == 4 ? 0 : 1, columns == 4 ? 1 : 0);
  below_grid_->setColumnStretch(0, 1);
  below_grid_->setColumnStretch(1, columns == 4 ? 1 : 0);
}

void OverviewPage::set_theme(const Theme& theme) {
  theme_ = theme;
  const QString frame =
      QString("#card { background: %1; border: 1px solid %2; border-radius: 6px; }")
          .arg(theme.base.name(), theme.grid.name());
  const QString faint = QString("color: %1;").arg(theme.faint.name());
  for (const auto* cards : {&large_cards_, &small_cards_}) {
    for (const Card& card : *cards) {
      card.frame->setStyleSheet(frame);
      card.label->setStyleSheet(faint);
      card.range->setStyleSheet(faint);
      card.difference->setStyleSheet(QString("color: %1;").arg(theme.accent.name()));
      card.interval->set_theme(theme);
      card.months->set_theme(theme);
    }
  }
  cost_area_->setStyleSheet(frame);
  know_area_->setStyleSheet(frame);
  categories_->set_theme(theme);
  colour_marks();
}

void OverviewPage::colour_marks() {
  for (const auto* cards : {&large_cards_, &small_cards_}) {
    for (const Card& card : *cards) {
      const QString mark = card.mark->text();
      const QColor colour = mark.endsWith("saturated")      ? theme_.error
                            : mark.endsWith("extrapolated") ? theme_.warning
                                                            : theme_.faint;
      set_style_sheet(*card.mark, QString("color: %1;").arg(colour.name()));
    }
  }
}

std::vector<Headline> OverviewPage::headlines_shown() const {
  std::vector<Headline> shown = headlines_;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Card& card = i < large_ ? large_cards_[i] : small_cards_[i - large_];
    shown[i].label = card.label->text();
    shown[i].value = card.value->toolTip();
    shown[i].brief = card.value->text();
    shown[i].range = card.range->toolTip();
    shown[i].brief_range = card.range->text();
    shown[i].mark = card.mark->text();
    shown[i].difference = card.difference->toolTip();
    shown[i].brief_difference = card.difference->text();
  }
  return shown;
}

void OverviewPage::show_card(const Card& card, const Headline& headline, const Shown& shown) {
  card.label->setText(headline.label);
  card.value->setText(headline.brief);
  card.value->setToolTip(headline.value);
  card.range->setText(headline.brief_range);
  card.range->setToolTip(headline.range);
  card.range->setVisible(!headline.brief_range.isEmpty());
  card.difference->setText(headline.brief_difference);
  card.difference->setToolTip(headline.difference);
  card.difference->setVisible(!headline.brief_difference.isEmpty());
  card.mark->setText(with_caveat(headline.mark, shown.caveat));
  card.mark->setToolTip(about_mark(headline.mark));
  card.frame->setToolTip(headline.note);
  card.frame->setAccessibleName(headline.label + ": " + headline.value);
  card.interval->set_interval(
      headline.number ? std::optional(Interval{*headline.number, headline.low, headline.high,
                                               headline.baseline, std::nullopt})
                      : std::nullopt);
}

void OverviewPage::show_months(const study::Evaluation& run) {
  const Table months = study::headline_months(run);
  for (std::size_t i = 0; i < large_; ++i) {
    const char* name = months_of(headlines_[i].metric);
    std::vector<std::optional<double>> values;
    if (name != nullptr) {
      const std::size_t column = column_of(months, name);
      for (const auto& row : months.rows) {
        values.push_back(number_of(row[column]));
      }
      large_cards_[i].months->setToolTip(
          tr("%1, by month").arg(QString::fromStdString(months.columns[column].label)));
    }
    large_cards_[i].months->set_values(std::move(values));
  }
}

// The word first: it passes, is at risk, or fails.
void OverviewPage::show_slo(const std::vector<study::MetricRow>& rows) {
  const auto slo = study::slo_summary(rows);
  for (std::size_t i = 0; i < large_; ++i) {
    const Card& card = large_cards_[i];
    if (!slo || headlines_[i].metric != kSlo) {
      set_style_sheet(*card.value, {});
      continue;
    }
    const QLocale locale;
    card.value->setText(text(study::to_string(slo->state)));
    const QString said =
        tr("%1 % within it, target %2 %")
            .arg(decimal_text(100 * slo->share, 1, locale),
                 decimal_text(100 * slo->target, 1, locale)) +
        (headlines_[i].brief_range.isEmpty() ? QString() : "; " + headlines_[i].brief_range);
    card.range->setText(QString(said).replace(" %", QString(QChar::Nbsp) + '%'));
    card.range->setVisible(true);
    card.interval->set_interval(Interval{100 * slo->share, headlines_[i].low, headlines_[i].high,
                                         headlines_[i].baseline, 100 * slo->target});
    const QColor colour = slo->state == study::SloState::kPass     ? theme_.text
                          : slo->state == study::SloState::kAtRisk ? theme_.warning
                                                                   : theme_.error;
    set_style_sheet(*card.value, QString("color: %1;").arg(colour.name()));
  }
}

void OverviewPage::show_below(const Shown& shown) {
  const study::Evaluation* baseline = shown.baseline.evaluation();
  categories_->set_table(study::cost_against(shown.run, baseline));
  const QString currency = QString::fromStdString(shown.run.scenario().currency);
  cost_title_->setText(baseline == nullptr
                           ? tr("Expense by category, %1").arg(currency)
                           : tr("Expense by category, %1 (dashed: baseline)").arg(currency));
  QStringList known;
  for (const std::string& caveat : study::caveats(shown.run)) {
    known << QString::fromStdString(caveat);
  }
  QStringList there;
  for (int row = 0; row < to_know_->count(); ++row) {
    there << to_know_->item(row)->text();
  }
  if (known != there) {  // a price that is dragged does not move the list
    to_know_->clear();
    to_know_->addItems(known);
  }
}

void OverviewPage::show_results(const Shown& shown) {
  const auto rows = metric_rows(shown.run);
  std::vector<Headline> all = headlines(shown.run, rows);
  if (const study::Comparison* comparison = shown.baseline.comparison()) {
    add_differences(all, *comparison);
  }
  // Of several workloads with an SLO the one that is worst off.
  const auto slo = study::slo_summary(rows);
  std::stable_sort(all.begin(), all.end(), [&](const Headline& a, const Headline& b) {
    const auto is_worst = [&](const Headline& card) {
      return slo && card.metric == kSlo && card.key == text(slo->workload);
    };
    return is_worst(a) && !is_worst(b) && b.metric == kSlo;
  });
  const Overview overview = overview_of(all);
  large_ = overview.four.size();
  headlines_ = overview.four;
  headlines_.insert(headlines_.end(), overview.six.begin(), overview.six.end());
  for (std::size_t i = 0; i < kLarge; ++i) {
    large_cards_[i].frame->setVisible(i < large_);
    if (i < large_) {
      show_card(large_cards_[i], overview.four[i], shown);
    }
  }
  for (std::size_t i = 0; i < kSmall; ++i) {
    small_cards_[i].frame->setVisible(i < overview.six.size());
    if (i < overview.six.size()) {
      show_card(small_cards_[i], overview.six[i], shown);
    }
  }
  show_months(shown.run);
  show_slo(rows);
  show_below(shown);
  colour_marks();
}

}  // namespace costwright::gui
