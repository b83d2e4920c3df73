#include "gui/pages/tradeoff_page.h"

#include <algorithm>
#include <array>

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include "gui/widgets/export_file.h"
#include "gui/widgets/picture.h"
#include "study/seek/goal.h"

namespace costwright::gui {
namespace {

constexpr std::size_t kMostRows = 1000;  // of the drawer's table
constexpr int kLeastChoice = 60;         // pixels
constexpr int kLeastSide = 340;
constexpr int kLeastDifference = 110;  // high: a head and a few rows
constexpr int kLeastDrawer = 120;
constexpr int kHoverLines = 3;
constexpr int kMostName = 190;         // wide, of a figure
constexpr int kMostChoiceWidth = 105;  // of a choice's words beside figures
enum DifferenceColumn { kName, kBaseline, kThis, kDifference, kDifferenceColumns };

QString text(const std::string& words) {
  return QString::fromStdString(words);
}

QLabel* plain_label() {
  auto* label = new QLabel;
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setWordWrap(true);
  return label;
}

QToolButton* tool_button(const QString& words, const QString& tip) {
  auto* button = new QToolButton;
  button->setText(words);
  button->setToolTip(tip);
  return button;
}

// A name that no variant of the text has.
QString new_variant(const QString& text) {
  for (int number = 1;; ++number) {
    QString name = QString("choice-%1").arg(number);
    if (!text.contains(name + ':')) {
      return name;
    }
  }
}

// Axes that say what was chosen, then what is sought.
std::vector<ParallelAxis> parallel_axes(const study::TradeOff& record) {
  std::vector<ParallelAxis> axes;
  for (std::size_t a = 0; a < record.axes.size(); ++a) {
    ParallelAxis& axis = axes.emplace_back();
    axis.name = text(record.axes[a].name);
    for (const std::string& option : record.axes[a].options) {
      axis.options << text(option);
    }
    for (const study::Choice& choice : record.choices) {
      axis.values.push_back(choice[a]);
    }
  }
  for (const study::Objective& objective : record.aim.objectives) {
    axes.push_back(
        {metric_label(objective.metric, record.currency), values_of(record, objective.metric), {}});
  }
  return axes;
}

// Each objective of a hovered point with its range.
QString figures_text(const study::TradeOff& record, std::size_t point) {
  QStringList parts;
  for (const study::Objective& objective : record.aim.objectives) {
    const auto figure = figure_at(record, point, objective.metric);
    if (!figure) {
      continue;
    }
    const study::Metric& metric = *objective.metric.metric;
    const auto value = [&](double number) {
      return text(value_text(metric, record.currency, number));
    };
    QString part = text(name_of(objective.metric)) + ' ' + value(figure->value);
    if (figure->low != figure->high) {
      part += QString(" (%1 to %2)").arg(value(figure->low), value(figure->high));
    }
    parts << part;
  }
  return parts.join(", ");
}

}  // namespace

TradeoffPage::TradeoffPage(QWidget* parent) : Page(parent), theme_(gui::theme(false)) {
  chart_ = new TradeOffChart;
  under_mouse_ = plain_label();
  under_mouse_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  // Fixed: the chart must not jump when the mouse is over a dot of many words.
  under_mouse_->setFixedHeight(kHoverLines * under_mouse_->fontMetrics().lineSpacing() + 4);
  under_mouse_->setAccessibleName(tr("The choice under the mouse"));
  auto* middle = new QWidget;
  middle->setMinimumWidth(kLeastChart.width());
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(chart_, 1);
  column->addWidget(under_mouse_);
  auto* across = new QSplitter(Qt::Horizontal);
  across->addWidget(middle);
  across->addWidget(make_side());
  across->setStretchFactor(0, 1);
  across->setSizes({800, 440});
  deck_ = new Deck;
  deck_->add(across, tr("Chart"), kLeastChart.height() + under_mouse_->minimumHeight());
  make_drawer();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(make_search_bar());
  layout->addWidget(make_strip());
  layout->addWidget(deck_, 1);
  connect_chart();
  show_side();
  say(tr("Search the scenario's strategies, or open the journal of a search."));
}

QWidget* TradeoffPage::make_search_bar() {
  wish_ = new QLineEdit("minimize tco, maximize accuracy");
  wish_->setAccessibleName(tr("What is sought"));
  wish_->setToolTip(tr("minimize or maximize a metric of summary.csv, several with commas"));
  subject_to_ = new QLineEdit;
  subject_to_->setAccessibleName(tr("What is to be kept"));
  subject_to_->setPlaceholderText(tr("subject to: ttft_p95 <= 1 s; accuracy >= today"));
  slo_ = new QCheckBox(tr("every SLO"));
  slo_->setChecked(true);
  slo_->setToolTip(tr("Only what meets every SLO in every month counts"));
  search_ = new QPushButton(tr("Search"));
  cancel_ = new QPushButton(tr("Cancel"));
  cancel_->setEnabled(false);
  open_ = new QPushButton(tr("Open journal…"));
  open_->setToolTip(
      tr("What an earlier search has evaluated, here or by `costwright optimize -o`"));
  auto* bar = new QWidget;
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(wish_, 2);
  layout->addWidget(subject_to_, 2);
  for (QWidget* widget : std::initializer_list<QWidget*>{slo_, search_, cancel_, open_}) {
    layout->addWidget(widget);
  }
  connect(search_, &QPushButton::clicked, this, &TradeoffPage::start_search);
  connect(open_, &QPushButton::clicked, this, &TradeoffPage::ask_journal);
  for (QLineEdit* line : {wish_, subject_to_}) {
    connect(line, &QLineEdit::returnPressed, this, &TradeoffPage::start_search);
  }
  return bar;
}

QWidget* TradeoffPage::make_strip() {
  strip_ = new QWidget;
  strip_->setEnabled(false);  // until there are points
  auto* layout = new QHBoxLayout(strip_);
  layout->setContentsMargins(0, 0, 0, 0);
  log_x_ = new QCheckBox(tr("log"));
  log_y_ = new QCheckBox(tr("log"));
  const std::array<QString, kMetricBoxes> names{tr("X"), tr("Y"), tr("Colour"), tr("Size")};
  for (int box = 0; box < kMetricBoxes; ++box) {
    auto* combo = metrics_.emplace_back(new QComboBox);
    combo->setAccessibleName(names[static_cast<std::size_t>(box)]);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(11);
    combo->setMinimumWidth(kLeastChoice);  // where there is room, all of it is seen
    layout->addWidget(new QLabel(names[static_cast<std::size_t>(box)]));
    layout->addWidget(combo, 1);
    if (box <= kY) {
      layout->addWidget(box == kX ? log_x_ : log_y_);
    }
    connect(combo, &QComboBox::currentIndexChanged, this, [this] {
      draw(true);
    });
  }
  for (QCheckBox* log : {log_x_, log_y_}) {
    connect(log, &QCheckBox::toggled, this, [this] {
      draw(true);
    });
  }
  filter_ = new QLineEdit;
  filter_->setAccessibleName(tr("Filter"));
  filter_->setPlaceholderText(tr("filter: tco <= 1.2 M USD; e2e_p95 <= 4 s"));
  filter_->setToolTip(tr("Limits with semicolons. They can be dragged in the chart, too"));
  connect(filter_, &QLineEdit::editingFinished, this, &TradeoffPage::take_filter);
  layout->addWidget(filter_, 2);
  brushing_ = tool_button(tr("Brush"), tr("Drag a rectangle around points (or hold Shift)"));
  brushing_->setCheckable(true);
  unbrush_ = tool_button(tr("Clear"), tr("Let go of the brushed points (Escape)"));
  unbrush_->setShortcut(Qt::Key_Escape);
  all_ = tool_button(tr("Show all"), tr("Every point in sight (double click)"));
  for (QToolButton* button : {brushing_, unbrush_, all_}) {
    layout->addWidget(button);
  }
  connect(brushing_, &QToolButton::toggled, chart_, &TradeOffChart::set_brushing);
  connect(unbrush_, &QToolButton::clicked, this, &TradeoffPage::clear_brush);
  connect(all_, &QToolButton::clicked, chart_, &TradeOffChart::show_all);
  return strip_;
}

QWidget* TradeoffPage::make_side() {
  counts_ = plain_label();
  state_ = plain_label();
  choice_ = plain_label();
  QFont bold = choice_->font();
  bold.setBold(true);
  choice_->setFont(bold);
  reason_ = plain_label();
  variant_ = new QPushButton(tr("Make variant"));
  variant_->setToolTip(tr("Writes the choice among the scenario's variants"));
  open_point_ = new QPushButton(tr("Open"));
  open_point_->setToolTip(tr("Opens the choice as a scenario of its own"));
  explain_ = new QPushButton(tr("Explain"));
  explain_->setToolTip(tr("What each strategy of the choice brings, alone and together"));
  difference_ = new TableView;
  difference_->setAccessibleName(tr("The choice against today"));
  difference_->horizontalHeader()->setStretchLastSection(true);
  difference_->horizontalHeader()->setMaximumSectionSize(kMostName);
  difference_->set_most_among_numbers(kMostChoiceWidth);
  difference_->setMinimumHeight(kLeastDifference);
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {variant_, open_point_, explain_}) {
    buttons->addWidget(button);
  }
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(6, 0, 0, 0);
  for (QLabel* label : {counts_, state_, choice_, reason_}) {
    layout->addWidget(label);
  }
  layout->addLayout(buttons);
  layout->addWidget(difference_, 1);
  layout->addStretch();
  connect(variant_, &QPushButton::clicked, this, &TradeoffPage::make_variant);
  connect(open_point_, &QPushButton::clicked, this, &TradeoffPage::open_point);
  connect(explain_, &QPushButton::clicked, this, [this] {
    say(tr("Explaining…"));
    drawer_->setCurrentWidget(contributions_);
    deck_->turn_to(1);
    job_->explain(record_, *shown_point());
  });
  auto* scroll = new QScrollArea;  // a choice of many words would make the window taller
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(side);
  scroll->setAccessibleName(tr("The choice and its difference"));
  scroll->setMinimumWidth(kLeastSide);
  return scroll;
}

void TradeoffPage::make_drawer() {
  points_table_ = new TableView;
  points_table_->setAccessibleName(tr("Points"));
  points_table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  parallel_ = new ParallelView;
  contributions_ = new TableView;
  contributions_->setAccessibleName(tr("What each strategy brings"));
  drawer_ = new QTabWidget(this);
  drawer_->setDocumentMode(true);
  drawer_->setAccessibleName(tr("Points"));
  drawer_->tabBar()->setAccessibleName(drawer_->accessibleName());
  drawer_->addTab(points_table_, tr("Points"));
  drawer_->addTab(parallel_, tr("Parallel coordinates"));
  drawer_->addTab(contributions_, tr("What each strategy brings"));
  drawer_->setCornerWidget(new TableBar({points_table_, contributions_}));
  drawer_->hide();
  connect(parallel_, &ParallelView::brushed, this, &TradeoffPage::brush);
  connect(points_table_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    // The table may be sorted: a row is found by its choice.
    const auto shown = points_table_->table_model().source_row(index.row());
    choose(rows_[shown]);
  });
}

void TradeoffPage::connect_chart() {
  connect(chart_, &TradeOffChart::hovered_changed, this, &TradeoffPage::show_hovered);
  connect(chart_, &TradeOffChart::chosen, this, &TradeoffPage::choose);
  connect(chart_, &TradeOffChart::brushed, this, &TradeoffPage::brush);
  connect(chart_, &TradeOffChart::limit_dragged, this, &TradeoffPage::drag_limit);
}

void TradeoffPage::meet(RunController& controller) {
  controller_ = &controller;
  const std::string cache = controller.tools().cache_folder;
  job_ = new SearchJob(controller, cache.empty() ? QString() : text(cache + "/searches"), this);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    job_->cancel();
    say(tr("Cancelled: what was evaluated stays, and the same search goes on from there."));
  });
  connect(job_, &SearchJob::running_changed, this, &TradeoffPage::show_running);
  connect(job_, &SearchJob::told, this, &TradeoffPage::show_record);
  connect(job_, &SearchJob::failed, this, [this](const QString& why) {
    say(why.trimmed(), true);
  });
  connect(job_, &SearchJob::explained, this, [this](const Table& table) {
    contributions_->set_table(table);
    if (drawer_->currentWidget() == contributions_) {
      say(text(table.title));
    }
  });
}

void TradeoffPage::set_theme(const Theme& theme) {
  theme_ = theme;
  chart_->set_theme(theme);
  parallel_->set_theme(theme);
  draw(true);
}

void TradeoffPage::start_search() {
  study::ScenarioSource source = controller_->source();
  source.overrides.clear();  // a lever's: what is made of a choice is written into the text
  say(tr("Searching…"));
  clear_brush();
  choose(std::nullopt);
  job_->search(source, {wish_->text(), subject_to_->text(), slo_->isChecked()});
}

void TradeoffPage::ask_journal() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open the journal of a search"), {},
                                                    tr("Journals (*.sqlite)"));
  if (!path.isEmpty()) {
    open_journal(path);
  }
}

void TradeoffPage::open_journal(const QString& path) {
  clear_brush();
  choose(std::nullopt);
  say(tr("Opening %1…").arg(QFileInfo(path).fileName()));
  job_->open(path);
}

void TradeoffPage::show_running(bool running) {
  search_->setEnabled(!running);
  open_->setEnabled(!running);
  cancel_->setEnabled(running);
  show_side();
}

void TradeoffPage::show_record(const SharedTradeOff& record) {
  const bool is_first = record_ == nullptr || record_->axes.size() != record->axes.size() ||
                        record_->source.path != record->source.path ||
                        record->size() < record_->size();
  record_ = record;
  strip_->setEnabled(true);
  if (deck_->parts().count() == 1) {
    deck_->add(drawer_, tr("Points"), kLeastDrawer);
    deck_->parts().setStretchFactor(0, 1);
    deck_->parts().setSizes({480, 170});
  }
  if (is_first) {
    selected_.reset();
    brushed_.clear();
  }
  fill_metrics();
  parallel_->set_axes(parallel_axes(*record_));
  draw(true);
  if (!record->status.empty()) {
    say(text(record->status));
  } else if (job_ == nullptr || !job_->is_running()) {
    say(tr("A search that was not finished: the front is that of what it evaluated."));
  }
}

// As long as the metrics are the same the boxes stay as they are.
void TradeoffPage::fill_metrics() {
  const std::vector<study::MetricName> names = metrics_in(*record_);
  const bool is_same = std::equal(names.begin(), names.end(), names_.begin(), names_.end(),
                                  [](const auto& a, const auto& b) {
                                    return name_of(a) == name_of(b);
                                  });
  names_ = names;
  if (is_same) {
    return;
  }
  QStringList labels;
  for (const study::MetricName& metric : names) {
    labels << metric_label(metric, record_->currency);
  }
  const auto& objectives = record_->aim.objectives;
  for (int box = 0; box < kMetricBoxes; ++box) {
    QComboBox& combo = *metrics_[static_cast<std::size_t>(box)];
    const QSignalBlocker quiet(&combo);
    const QString chosen = combo.currentText();
    combo.clear();
    if (box >= kColour) {
      combo.addItem(tr("none"));
    }
    combo.addItems(labels);
    const auto& wanted = objectives[std::min<std::size_t>(box, objectives.size() - 1)].metric;
    const int of_search = box <= kY ? combo.findText(metric_label(wanted, record_->currency)) : 0;
    combo.setCurrentIndex(
        std::max(0, combo.findText(chosen) >= 0 ? combo.findText(chosen) : of_search));
  }
  if (objectives.size() == 1) {
    // One objective alone would be a line.
    const QSignalBlocker quiet(metrics_[kY]);
    const auto other = std::find_if(names_.begin(), names_.end(), [](const auto& metric) {
      return metric.metric->section == "service" && metric.metric->better == study::Better::kLower;
    });
    metrics_[kY]->setCurrentIndex(other == names_.end() ? 0
                                                        : static_cast<int>(other - names_.begin()));
  }
}

std::optional<study::MetricName> TradeoffPage::metric_of(MetricBox box) const {
  const int none = box >= kColour ? 1 : 0;
  const int index = metrics_[box]->currentIndex() - none;
  return index >= 0 && index < static_cast<int>(names_.size())
             ? std::optional(names_[static_cast<std::size_t>(index)])
             : std::nullopt;
}

void TradeoffPage::take_filter() {
  if (record_ == nullptr) {
    return;
  }
  Diagnostics told;
  auto limits = study::parse_limits(filter_->text().toStdString(), record_->currency, told);
  for (study::Limit& limit : limits.value_or(std::vector<study::Limit>())) {
    const auto today =
        record_->today ? figure_at(*record_, *record_->today, limit.metric) : std::nullopt;
    limit.value = limit.value ? limit.value : today ? std::optional(today->value) : std::nullopt;
    if (!limit.value) {
      told.error({"filter"}, "today has no such figure to compare with");
    }
  }
  if (!limits || told.has_errors()) {
    say(text(told.text()).trimmed(), true);
    return;
  }
  look_.limits = std::move(*limits);
  draw(true);
}

void TradeoffPage::drag_limit(Qt::Orientation side, double value, bool is_done) {
  const auto metric = metric_of(side == Qt::Horizontal ? kX : kY);
  auto limit = std::find_if(look_.limits.begin(), look_.limits.end(), [&](const auto& one) {
    return name_of(one.metric) == name_of(*metric);
  });
  if (limit == look_.limits.end()) {
    look_.limits.push_back({*metric, metric->metric->better != study::Better::kHigher, value});
    limit = look_.limits.end() - 1;
  }
  limit->value = value;
  QStringList words;
  for (const study::Limit& one : look_.limits) {
    words << text(limit_to_write(one, record_->currency));
  }
  filter_->setText(words.join("; "));
  is_done ? take_filter() : draw(true);  // what is written counts in the end
}

void TradeoffPage::draw(bool keeps_view) {
  if (record_ == nullptr) {
    return;
  }
  const auto x = metric_of(kX);
  const auto y = metric_of(kY);
  if (!x || !y) {
    return;
  }
  look_.x = *x;
  look_.y = *y;
  look_.colour = metric_of(kColour);
  look_.size = metric_of(kSize);
  look_.x_is_log = log_x_->isChecked();
  look_.y_is_log = log_y_->isChecked();
  look_.brushed.clear();
  if (!brushed_.empty()) {
    look_.brushed.assign(record_->size(), 0);
    for (const std::size_t point : brushed_) {
      look_.brushed[point] = 1;
    }
  }
  narrowed_ = study::narrowed(*record_, look_.limits);
  const bool had_all = chart_->model().size() == 0;
  chart_->show_scene(scene_of(*record_, narrowed_, look_, theme_), keeps_view && !had_all);
  chart_->set_selected(selected_);
  QStringList basis{wish_->text(), subject_to_->text(), filter_->text()};
  basis.removeAll(QString());
  chart_->set_caption(picture_caption(text(record_->title), basis));
  show_counts();
  show_drawer();
  show_side();
}

void TradeoffPage::show_counts() {
  const auto at_full = std::count_if(record_->effort.begin(), record_->effort.end(), [](auto how) {
    return how != study::Trial::kQuick;
  });
  const QLocale words;
  counts_->setText(tr("%1 tried (%2 at the scenario's own effort), %3 kept, %4 on the front")
                       .arg(words.toString(static_cast<qulonglong>(record_->size())),
                            words.toString(static_cast<qlonglong>(at_full)),
                            words.toString(static_cast<qulonglong>(narrowed_.kept)),
                            words.toString(static_cast<qulonglong>(narrowed_.front.size()))));
}

// One selection for table and lines: what is brushed, else the front.
void TradeoffPage::show_drawer() {
  const std::vector<std::size_t>& points = brushed_.empty() ? narrowed_.front : brushed_;
  rows_ = points;
  rows_.resize(std::min(rows_.size(), kMostRows));
  points_table_->set_table(points_table(*record_, rows_));
  const QString what = brushed_.empty() ? tr("Front: %1") : tr("Brushed: %1");
  const QString more =
      points.size() > rows_.size() ? tr(", the first %1").arg(rows_.size()) : QString();
  drawer_->setTabText(0, what.arg(points.size()) + more);
  show_parallel(points);
}

void TradeoffPage::show_parallel(const std::vector<std::size_t>& points) {
  std::vector<std::size_t> front;
  std::copy_if(points.begin(), points.end(), std::back_inserter(front), [this](std::size_t point) {
    return std::find(narrowed_.front.begin(), narrowed_.front.end(), point) !=
           narrowed_.front.end();
  });
  parallel_->set_points(points, std::move(front), selected_);
}

void TradeoffPage::brush(const std::vector<std::size_t>& points) {
  brushed_ = points;
  draw(true);
}

void TradeoffPage::clear_brush() {
  parallel_->forget_ranges();
  if (!brushed_.empty()) {
    brush({});
  }
}

void TradeoffPage::show_hovered() {
  const auto point = chart_->hovered();
  if (!point) {
    under_mouse_->clear();
    return;
  }
  const auto x = figure_at(*record_, *point, look_.x);
  const auto y = figure_at(*record_, *point, look_.y);
  if (x && y) {
    chart_->set_cross(CloudCross{x->low, x->high, y->low, y->high});
  }
  const bool is_quick = record_->effort[*point] == study::Trial::kQuick;
  const bool is_kept = narrowed_.is_kept[*point] != 0;
  under_mouse_->setText(figures_text(*record_, *point) +
                        (is_quick ? tr("; at quick effort") : QString()) +
                        (is_kept ? QString() : tr("; misses what is to be kept")) + '\n' +
                        text(label_of(*record_, *point)));
  under_mouse_->setToolTip(under_mouse_->text());
}

void TradeoffPage::choose(std::optional<std::size_t> point) {
  selected_ = point;
  chart_->set_selected(point);
  if (record_ != nullptr) {
    show_parallel(brushed_.empty() ? narrowed_.front : brushed_);
  }
  show_side();
}

std::optional<std::size_t> TradeoffPage::shown_point() const {
  return record_ == nullptr ? std::nullopt : selected_ ? selected_ : narrowed_.best;
}

// Against today.
void TradeoffPage::show_side() {
  const std::optional<std::size_t> point = shown_point();
  const bool is_there = point.has_value();
  const bool is_idle = job_ == nullptr || !job_->is_running();
  for (QPushButton* button : {variant_, open_point_}) {
    button->setEnabled(is_there);
  }
  explain_->setEnabled(is_there && is_idle);
  difference_->setVisible(is_there);
  if (!is_there) {
    choice_->clear();
    reason_->clear();
    difference_->set_table({});
    return;
  }
  const bool is_best = point == narrowed_.best;
  choice_->setText((is_best ? tr("Recommended: ") : QString()) + text(label_of(*record_, *point)));
  const bool is_on_front =
      std::find(narrowed_.front.begin(), narrowed_.front.end(), *point) != narrowed_.front.end();
  reason_->setText(is_on_front ? text(reason(*record_, narrowed_.front, *point)) : QString());
  difference_->set_table(difference_table(*record_, *point, record_->today.value_or(*point)));
  QHeaderView& header = *difference_->horizontalHeader();  // the difference is seen first
  header.moveSection(header.visualIndex(kBaseline), kDifferenceColumns - 1);
}

void TradeoffPage::make_variant() {
  const study::ScenarioSource source = controller_->source();
  const std::size_t point = *shown_point();
  if (QFileInfo(text(source.path)) != QFileInfo(text(record_->source.path))) {
    say(tr("The search was of %1: open it first.").arg(text(record_->source.path)), true);
    return;
  }
  const QString before = text(source.text.value_or(""));
  const QString name = new_variant(before);
  Diagnostics told;
  const std::string changed = with_point_as_variant(*controller_->tools().inputs, *record_, point,
                                                    name.toStdString(), before.toStdString(), told);
  if (changed.empty()) {
    say(text(told.text()).trimmed(), true);
    return;
  }
  Q_EMIT text_wanted({}, text(changed));
  say(tr("Written as the variant %1.").arg(name));
}

void TradeoffPage::open_point() {
  const std::size_t point = *shown_point();
  const QFileInfo of(text(record_->source.path));
  Diagnostics told;
  const std::string scenario = point_text(*controller_->tools().inputs, *record_, point,
                                          of.absolutePath().toStdString(), told);
  if (scenario.empty()) {
    say(text(told.text()).trimmed(), true);
    return;
  }
  const QString path =
      of.dir().filePath(QString("%1-choice-%2.yaml").arg(of.completeBaseName()).arg(point + 1));
  const std::string head = "# " + one_line(label_of(*record_, point)) + "\n";
  Q_EMIT text_wanted(path, text(head + scenario));
}

void TradeoffPage::export_chart() {
  export_picture(this, "trade-off", [this](const QString& path) {
    return chart_->save(path);
  });
}

void TradeoffPage::say(const QString& words, bool is_error) {
  state_->setStyleSheet(is_error ? QString("color: %1;").arg(theme_.error.name()) : QString());
  state_->setText(words);
}

}  // namespace costwright::gui
