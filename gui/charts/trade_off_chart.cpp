#include "gui/charts/trade_off_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QClipboard>
#include <QGraphicsItem>
#include <QGuiApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QtCharts/QLegendMarker>

#include "gui/charts/cloud_sprites.h"
#include "gui/widgets/picture.h"

namespace costwright::gui {
namespace {

constexpr double kLayerZ = 3.5;  // QChart's grid and axes are below, its series above
constexpr double kMarksZ = 100;
constexpr int kGrab = 6;            // pixels beside a limit's line from which it can be dragged
constexpr int kHandle = 9;          // of the triangle
constexpr int kClick = 4;           // a drag no longer than that is a click
constexpr double kWheelStep = 1.2;  // of zoom, for a notch
constexpr int kLabelWidth = 90, kLabelHeight = 40;
constexpr int kMostFits = 3;  // of a view to the number of its labels

const QColor kFrontColour("#0072b2"), kBestColour("#009e73"), kTodayColour("#d55e00"),
    kLimitColour("#cc79a7");

}  // namespace

// Drawn anew when points, axes or plot have changed; else what was drawn is copied.
class CloudLayer : public QGraphicsItem {
 public:
  explicit CloudLayer(TradeOffChart& chart) : QGraphicsItem(chart.chart()), chart_(chart) {
    setZValue(kLayerZ);
    setFlag(ItemClipsToShape);
  }
  void change() {
    is_drawn_ = false;
    update();
  }
  void change_place() {
    prepareGeometryChange();
    change();
  }
  QRectF boundingRect() const override { return chart_.chart()->plotArea(); }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override {
    if (!is_drawn_) {
      draw();
    }
    painter->drawPixmap(boundingRect().topLeft(), picture_);
  }

 private:
  void draw() {
    const CloudModel& model = chart_.model_;
    picture_ = QPixmap(model.plot());
    picture_.setDevicePixelRatio(1);
    picture_.fill(Qt::transparent);
    if (!picture_.isNull()) {
      const CloudSprites sprites(chart_.scene_.palette, model.pixel_ratio(), chart_.theme_.base);
      QPainter painter(&picture_);
      sprites.draw(painter, model, model.drawn());
    }
    picture_.setDevicePixelRatio(model.pixel_ratio());
    is_drawn_ = true;
  }

  TradeOffChart& chart_;
  QPixmap picture_;
  bool is_drawn_ = false;
};

// What moves with the mouse, and what is said of single points.
class CloudMarks : public QGraphicsItem {
 public:
  explicit CloudMarks(TradeOffChart& chart) : QGraphicsItem(chart.chart()), chart_(chart) {
    setZValue(kMarksZ);
  }
  void change_place() { prepareGeometryChange(); }
  QRectF boundingRect() const override {
    return chart_.chart()->plotArea().adjusted(-kHandle, -kHandle, kHandle, kHandle);
  }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override {
    if (chart_.model_.size() == 0) {
      draw_nothing(*painter);
      return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    draw_handles(*painter);
    painter->setClipRect(chart_.chart()->plotArea());
    draw_ties(*painter);
    draw_cross(*painter);
    draw_ring(*painter, chart_.selected_, 3);
    draw_ring(*painter, chart_.hovered_, 1.5);
    if (chart_.drag_ == TradeOffChart::Drag::kBrush) {
      QColor inside = chart_.theme_.accent;
      inside.setAlpha(40);
      painter->setPen(QPen(chart_.theme_.accent, 1, Qt::DashLine));
      painter->setBrush(inside);
      painter->drawRect(QRectF(chart_.chart()->mapFromScene(chart_.mapToScene(chart_.pressed_)),
                               chart_.chart()->mapFromScene(chart_.mapToScene(chart_.last_)))
                            .normalized());
    }
  }

 private:
  QPointF place(std::size_t point) const {
    return chart_.at(chart_.scene_.x.values[point], chart_.scene_.y.values[point]);
  }
  void draw_nothing(QPainter& painter) const {
    painter.setPen(chart_.theme_.faint);
    painter.drawText(chart_.chart()->plotArea(), Qt::AlignCenter | Qt::TextWordWrap,
                     TradeOffChart::tr("Each choice that is evaluated will be a dot here"));
  }
  void draw_ring(QPainter& painter, const std::optional<std::size_t>& point, double width) const {
    if (point && chart_.model_.place(*point)) {
      const double radius = chart_.model_.look(*point).size + 5;
      painter.setPen(QPen(chart_.theme_.text, width));
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(place(*point), radius, radius);
    }
  }
  void draw_cross(QPainter& painter) const {
    if (!chart_.cross_ || !chart_.hovered_) {
      return;
    }
    const CloudCross& cross = *chart_.cross_;
    const std::size_t point = *chart_.hovered_;
    const double x = chart_.scene_.x.values[point];
    const double y = chart_.scene_.y.values[point];
    painter.setPen(QPen(chart_.theme_.text, 1.5));
    painter.drawLine(chart_.at(cross.x_low, y), chart_.at(cross.x_high, y));
    painter.drawLine(chart_.at(x, cross.y_low), chart_.at(x, cross.y_high));
  }
  void draw_ties(QPainter& painter) const {
    QColor colour = kFrontColour;
    colour.setAlpha(90);
    painter.setPen(QPen(colour, 12, Qt::SolidLine, Qt::RoundCap));
    for (const auto& [one, other] : chart_.scene_.ties) {
      if (chart_.model_.place(one) && chart_.model_.place(other)) {
        painter.drawLine(place(one), place(other));
      }
    }
  }
  void draw_handles(QPainter& painter) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(kLimitColour);
    for (const Qt::Orientation side : {Qt::Horizontal, Qt::Vertical}) {
      const QPointF tip =
          chart_.chart()->mapFromScene(chart_.mapToScene(chart_.limit_handle(side)));
      const QPointF along =
          side == Qt::Horizontal ? QPointF(kHandle / 2.0, 0) : QPointF(0, kHandle / 2.0);
      const QPointF out = side == Qt::Horizontal ? QPointF(0, -kHandle) : QPointF(kHandle, 0);
      painter.drawPolygon(QPolygonF({tip, tip + out + along, tip + out - along}));
    }
  }

  TradeOffChart& chart_;
};

TradeOffChart::TradeOffChart(QWidget* parent) : QChartView(parent), theme_(gui::theme(false)) {
  setRenderHint(QPainter::Antialiasing);
  setMinimumSize(260, 140);
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setAccessibleName(tr("Trade-off"));
  chart()->setMargins({6, 6, 10, 6});
  chart()->setBackgroundRoundness(4);
  chart()->legend()->setAlignment(Qt::AlignTop);
  chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
  offer_copying(*this, [this] {
    copy_picture();
  });
  setFocusPolicy(Qt::StrongFocus);
  make_series();
  layer_ = new CloudLayer(*this);
  marks_ = new CloudMarks(*this);
  connect(chart(), &QChart::plotAreaChanged, this, &TradeOffChart::fit_plot);
  set_theme(theme_);
  show_legend();
}

// The layers look at members, and the chart ends after them.
TradeOffChart::~TradeOffChart() {
  chart()->disconnect(this);
  delete layer_;
  delete marks_;
}

void TradeOffChart::make_series() {
  x_axis_ = new QCategoryAxis;
  y_axis_ = new QCategoryAxis;
  for (QCategoryAxis* axis : {x_axis_, y_axis_}) {
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    chart()->addAxis(axis, axis == x_axis_ ? Qt::AlignBottom : Qt::AlignLeft);
  }
  front_ = new QLineSeries;
  front_->setName(tr("front"));
  x_limit_ = new QLineSeries;
  y_limit_ = new QLineSeries;
  today_ = new QScatterSeries;
  today_->setName(tr("today"));
  best_ = new QScatterSeries;
  best_->setName(tr("advised"));
  for (QXYSeries* series :
       std::initializer_list<QXYSeries*>{front_, x_limit_, y_limit_, today_, best_}) {
    chart()->addSeries(series);
    series->attachAxis(x_axis_);
    series->attachAxis(y_axis_);
  }
  front_->setPen(QPen(kFrontColour, 2));
  for (QLineSeries* limit : {x_limit_, y_limit_}) {
    limit->setPen(QPen(kLimitColour, 2, Qt::DashLine));
  }
  for (QScatterSeries* one : {today_, best_}) {
    one->setMarkerSize(13);
    one->setColor(one == today_ ? kTodayColour : kBestColour);
    one->setMarkerShape(one == today_ ? QScatterSeries::MarkerShapeRectangle
                                      : QScatterSeries::MarkerShapeRotatedRectangle);
  }
}

void TradeOffChart::set_theme(const Theme& theme) {
  theme_ = theme;
  chart()->setBackgroundBrush(theme.base);
  chart()->legend()->setLabelColor(theme.text);
  setBackgroundBrush(theme.window);
  for (QCategoryAxis* axis : {x_axis_, y_axis_}) {
    axis->setLabelsColor(theme.text);
    axis->setTitleBrush(theme.text);
    axis->setGridLineColor(theme.grid);
    axis->setLinePen(QPen(theme.faint));
    axis->setLabelsFont(font());
    axis->setTitleFont(font());
  }
  for (QScatterSeries* one : {today_, best_}) {
    one->setBorderColor(theme.base);
  }
  layer_->change();
}

void TradeOffChart::show_scene(CloudScene scene, bool keeps_view) {
  const bool is_same_side = scene.x.title == scene_.x.title && scene.y.title == scene_.y.title &&
                            scene.x.is_log == scene_.x.is_log && scene.y.is_log == scene_.y.is_log;
  scene_ = std::move(scene);
  place_dots();
  hover(std::nullopt);
  if (selected_ && *selected_ >= model_.size()) {
    selected_.reset();
  }
  x_axis_->setTitleText(scene_.x.title);
  y_axis_->setTitleText(scene_.y.title);
  show_legend();
  view_ = keeps_view && is_same_side ? view_ : View::kFirst;
  fit_view();
}

// What is hidden has no place: it is neither drawn nor found under the mouse.
void TradeOffChart::place_dots() {
  std::vector<double> x = scene_.x.values;
  for (std::size_t point = 0; point < x.size() && !hidden_.empty(); ++point) {
    if (is_hidden(scene_.looks[point])) {
      x[point] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  model_.set_points(std::move(x), scene_.y.values, scene_.looks);
}

bool TradeOffChart::is_hidden(const DotLook& look) const {
  if (look.layer == DotLayer::kFront) {
    return hidden_.contains(front_->name());
  }
  return std::any_of(scene_.legend.begin(), scene_.legend.end(), [&](const CloudLegend& entry) {
    return hidden_.contains(entry.name) && scene_.palette[look.colour] == entry.colour;
  });
}

// Later: the marker whose click it may be for ends with its series.
void TradeOffChart::toggle(const QString& name) {
  if (!hidden_.erase(name)) {
    hidden_.insert(name);
  }
  place_dots();
  hover(std::nullopt);
  show_legend();
  place_series();
  layer_->change();
}

void TradeOffChart::copy_picture() {
  QGuiApplication::clipboard()->setPixmap(picture_of(*this, caption_, theme_));
}

// What is hidden keeps its name, pale.
void TradeOffChart::show_entry(QAbstractSeries& series, bool is_shown, bool is_toggled) {
  for (QLegendMarker* marker : chart()->legend()->markers(&series)) {
    const QString name = series.name();
    marker->setVisible(is_shown);
    marker->setLabelBrush(hidden_.contains(name) ? theme_.grid : theme_.text);
    marker->disconnect(this);
    if (is_toggled) {
      connect(marker, &QLegendMarker::clicked, this, [this, name] {
        toggle(name);
      });
    }
  }
}

// Of dots that are drawn by the layer: series without points.
void TradeOffChart::show_legend() {
  const bool is_same =
      std::equal(named_.begin(), named_.end(), scene_.legend.begin(), scene_.legend.end(),
                 [](const auto* series, const auto& entry) {
                   return series->name() == entry.name && series->color() == entry.colour;
                 });
  if (!is_same) {
    for (QScatterSeries* series : named_) {
      chart()->removeSeries(series);
      delete series;
    }
    named_.clear();
    for (const CloudLegend& entry : scene_.legend) {
      auto* series = named_.emplace_back(new QScatterSeries);
      series->setName(entry.name);
      series->setMarkerSize(9);
      series->setColor(entry.colour);
      series->setBorderColor(entry.colour);
      chart()->addSeries(series);
    }
  }
  const bool has_points = model_.size() > 0;  // else an empty plot has nothing to explain
  chart()->legend()->setVisible(has_points);
  x_axis_->setVisible(has_points);
  y_axis_->setVisible(has_points);
  show_entry(*x_limit_, false, false);
  show_entry(*y_limit_, false, false);
  show_entry(*front_, !scene_.front.empty(), true);
  show_entry(*best_, scene_.best.has_value(), true);
  show_entry(*today_, scene_.today.has_value(), true);
  for (std::size_t entry = 0; entry < named_.size(); ++entry) {
    show_entry(*named_[entry], true, entry == 0 || !scene_.is_scale);  // of a scale it names an end
  }
}

void TradeOffChart::show_all() {
  view_ = View::kAll;
  fit_view();
}

void TradeOffChart::fit_view() {
  if (view_ == View::kOwn) {
    set_axes(model_.x_axis(), model_.y_axis());
    return;
  }
  const auto seen = [this](const std::vector<double>& values) {
    std::vector<double> around;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (view_ == View::kAll || scene_.in_view.empty() || scene_.in_view[i] != 0) {
        around.push_back(values[i]);
      }
    }
    return around;
  };
  const QSize most = most_labels();
  const CloudAxis x = axis_around(seen(scene_.x.values), scene_.x.is_log);
  const CloudAxis y = axis_around(seen(scene_.y.values), scene_.y.is_log);
  set_axes(out_to_ticks(x, scene_.x.unit, most.width()),
           out_to_ticks(y, scene_.y.unit, most.height()));
}

void TradeOffChart::fit_plot() {
  const double ratio = devicePixelRatioF();
  const QSizeF size = chart()->plotArea().size() * ratio;
  const QSize pixels(static_cast<int>(size.width()), static_cast<int>(size.height()));
  if (pixels != model_.plot() || ratio != model_.pixel_ratio()) {
    model_.set_plot(pixels, ratio);
  }
  layer_->change_place();
  marks_->change_place();
  if (std::exchange(fitted_size_, viewport()->size()) != viewport()->size()) {
    fits_ = 0;
  }
  // When this layout is done. Other labels may be as wide as to ask for the former number: it ends.
  if (most_labels() != most_labels_ && ++fits_ <= kMostFits) {
    QMetaObject::invokeMethod(this, &TradeOffChart::fit_view, Qt::QueuedConnection);
  }
}

QSize TradeOffChart::most_labels() const {
  const QSizeF size = chart()->plotArea().size();
  return {std::max(2, static_cast<int>(size.width()) / kLabelWidth),
          std::max(2, static_cast<int>(size.height()) / kLabelHeight)};
}

void TradeOffChart::set_axes(const CloudAxis& x, const CloudAxis& y) {
  model_.set_axes(x, y);
  most_labels_ = most_labels();
  label_axis(*x_axis_, x, scene_.x.unit, most_labels_.width());
  label_axis(*y_axis_, y, scene_.y.unit, most_labels_.height());
  place_series();
  layer_->change();
  marks_->update();
}

void TradeOffChart::label_axis(QCategoryAxis& axis, const CloudAxis& of, double unit, int most) {
  for (const QString& label : axis.categoriesLabels()) {
    axis.remove(label);
  }
  const double low = of.scaled(of.low);
  const double high = of.scaled(of.high);
  // Below: the part that ends at `low` would have no length, and so no label.
  axis.setStartValue(low - (high - low));
  for (const CloudTick& tick : ticks_of(of, unit, most)) {
    axis.append(tick.label, of.scaled(tick.value));
  }
  axis.setRange(low, high);
}

QPointF TradeOffChart::scaled(std::size_t point) const {
  return {model_.x_axis().scaled(scene_.x.values[point]),
          model_.y_axis().scaled(scene_.y.values[point])};
}

void TradeOffChart::place_series() {
  QList<QPointF> line;
  for (const std::size_t point : scene_.front) {
    if (scene_.is_line && model_.place(point)) {
      line << scaled(point);
    }
  }
  front_->replace(line);
  const auto put = [this](QScatterSeries& series, const std::optional<std::size_t>& point) {
    const bool is_shown = point && !hidden_.contains(series.name()) && model_.place(*point);
    series.replace(is_shown ? QList<QPointF>{scaled(*point)} : QList<QPointF>());
  };
  put(*today_, scene_.today);
  put(*best_, scene_.best);
  const CloudAxis& x = model_.x_axis();
  const CloudAxis& y = model_.y_axis();
  const bool has_x = scene_.x.limit && x.shows(*scene_.x.limit);
  const bool has_y = scene_.y.limit && y.shows(*scene_.y.limit);
  const double at_x = has_x ? x.scaled(*scene_.x.limit) : 0;
  const double at_y = has_y ? y.scaled(*scene_.y.limit) : 0;
  x_limit_->replace(has_x ? QList<QPointF>{{at_x, y.scaled(y.low)}, {at_x, y.scaled(y.high)}}
                          : QList<QPointF>());
  y_limit_->replace(has_y ? QList<QPointF>{{x.scaled(x.low), at_y}, {x.scaled(x.high), at_y}}
                          : QList<QPointF>());
}

QPointF TradeOffChart::at(double x, double y) const {
  const QRectF plot = chart()->plotArea();
  return {plot.left() + model_.x_axis().share(x) * plot.width(),
          plot.bottom() - model_.y_axis().share(y) * plot.height()};
}

QPointF TradeOffChart::in_plot(const QPoint& position) const {
  const QRectF plot = chart()->plotArea();
  const QPointF place = chart()->mapFromScene(mapToScene(position));
  return {(place.x() - plot.left()) / plot.width(), (plot.bottom() - place.y()) / plot.height()};
}

QPoint TradeOffChart::pixel(const QPoint& position) const {
  const QPointF place = chart()->mapFromScene(mapToScene(position)) - chart()->plotArea().topLeft();
  return (place * model_.pixel_ratio()).toPoint();
}

std::optional<QPoint> TradeOffChart::position_of(std::size_t point) const {
  if (!model_.place(point)) {
    return std::nullopt;
  }
  return mapFromScene(chart()->mapToScene(at(scene_.x.values[point], scene_.y.values[point])));
}

// Where there is no limit its handle stands at the end that leaves out nothing.
QPoint TradeOffChart::limit_handle(Qt::Orientation side) const {
  const bool is_x = side == Qt::Horizontal;
  const CloudSide& of = is_x ? scene_.x : scene_.y;
  const CloudAxis& axis = is_x ? model_.x_axis() : model_.y_axis();
  const bool has_limit = of.limit && axis.shows(*of.limit);
  const double share = std::clamp(has_limit       ? axis.share(*of.limit)
                                  : of.is_at_most ? 1.0
                                                  : 0.0,
                                  0.0, 1.0);
  const QRectF plot = chart()->plotArea();
  const QPointF place = is_x ? QPointF(plot.left() + share * plot.width(), plot.top())
                             : QPointF(plot.right(), plot.bottom() - share * plot.height());
  return mapFromScene(chart()->mapToScene(place));
}

void TradeOffChart::set_cross(const std::optional<CloudCross>& cross) {
  cross_ = cross;
  marks_->update();
}

void TradeOffChart::set_selected(std::optional<std::size_t> point) {
  selected_ = point;
  marks_->update();
}

void TradeOffChart::hover(const std::optional<std::size_t>& point) {
  if (std::exchange(hovered_, point) != point) {
    cross_.reset();
    marks_->update();
    Q_EMIT hovered_changed();
  }
}

TradeOffChart::Drag TradeOffChart::drag_at(const QPoint& position) const {
  for (const Qt::Orientation side : {Qt::Horizontal, Qt::Vertical}) {
    const bool is_x = side == Qt::Horizontal;
    const QPoint handle = limit_handle(side);
    const int away = is_x ? position.x() - handle.x() : position.y() - handle.y();
    const int out = is_x ? handle.y() - position.y() : position.x() - handle.x();
    const bool has_line = (is_x ? scene_.x : scene_.y).limit.has_value();
    const bool is_at_handle = out >= -kGrab && out <= 2 * kHandle;
    if (std::abs(away) <= kGrab && (has_line || is_at_handle)) {
      return is_x ? Drag::kLimitX : Drag::kLimitY;
    }
  }
  return Drag::kNone;
}

void TradeOffChart::drag_limit(const QPoint& position, bool is_done) {
  const QPointF share = in_plot(position);
  const bool is_x = drag_ == Drag::kLimitX;
  const double value = is_x ? model_.x_axis().value(std::clamp(share.x(), 0.0, 1.0))
                            : model_.y_axis().value(std::clamp(share.y(), 0.0, 1.0));
  Q_EMIT limit_dragged(is_x ? Qt::Horizontal : Qt::Vertical, value, is_done);
}

void TradeOffChart::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || model_.size() == 0) {
    return;
  }
  pressed_ = last_ = event->position().toPoint();
  drag_ = drag_at(pressed_);
  const bool is_on_legend = chart()->legend()->sceneBoundingRect().contains(mapToScene(pressed_));
  if (drag_ == Drag::kNone && is_on_legend) {
    QChartView::mousePressEvent(event);
  } else if (drag_ == Drag::kNone) {
    const bool is_brush = is_brushing_ || event->modifiers().testFlag(Qt::ShiftModifier);
    drag_ = is_brush ? Drag::kBrush : Drag::kMove;
  }
}

void TradeOffChart::mouseMoveEvent(QMouseEvent* event) {
  const QPoint position = event->position().toPoint();
  const QPoint before = std::exchange(last_, position);
  if (drag_ == Drag::kLimitX || drag_ == Drag::kLimitY) {
    drag_limit(position, false);
  } else if (drag_ == Drag::kBrush) {
    marks_->update();
  } else if (drag_ == Drag::kMove) {
    const QPointF by = in_plot(before) - in_plot(position);
    view_ = View::kOwn;
    set_axes(model_.x_axis().moved(by.x()), model_.y_axis().moved(by.y()));
  } else {
    const Drag over = drag_at(position);
    setCursor(over == Drag::kLimitX   ? Qt::SizeHorCursor
              : over == Drag::kLimitY ? Qt::SizeVerCursor
                                      : Qt::ArrowCursor);
    hover(model_.size() > 0 ? model_.topmost_at(pixel(position)) : std::nullopt);
  }
}

QRect TradeOffChart::brush_pixels() const {
  return QRect(pixel(pressed_), pixel(last_)).normalized();
}

void TradeOffChart::mouseReleaseEvent(QMouseEvent* event) {
  last_ = event->position().toPoint();
  const Drag drag = drag_;
  const bool is_click = (last_ - pressed_).manhattanLength() <= kClick;
  if ((drag == Drag::kLimitX || drag == Drag::kLimitY) && !is_click) {
    drag_limit(last_, true);
  }
  drag_ = Drag::kNone;
  marks_->update();
  if (drag == Drag::kNone || drag == Drag::kLimitX || drag == Drag::kLimitY) {
    QChartView::mouseReleaseEvent(event);  // of the legend
    return;
  }
  if (is_click) {
    Q_EMIT chosen(model_.topmost_at(pixel(last_)));
  } else if (drag == Drag::kBrush) {
    Q_EMIT brushed(model_.within(brush_pixels()));
  }
}

void TradeOffChart::mouseDoubleClickEvent(QMouseEvent* /*event*/) {
  drag_ = Drag::kNone;
  show_all();
}

void TradeOffChart::wheelEvent(QWheelEvent* event) {
  const QPointF share = in_plot(event->position().toPoint());
  view_ = View::kOwn;
  const double factor = std::pow(kWheelStep, event->angleDelta().y() / 120.0);
  set_axes(model_.x_axis().zoomed(share.x(), factor), model_.y_axis().zoomed(share.y(), factor));
  event->accept();
}

void TradeOffChart::leaveEvent(QEvent* event) {
  hover(std::nullopt);
  QChartView::leaveEvent(event);
}

bool TradeOffChart::save(const QString& path) {
  return save_picture(*this, path, caption_, theme_);
}

}  // namespace costwright::gui
