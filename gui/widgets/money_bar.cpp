#include "gui/widgets/money_bar.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QHBoxLayout>
#include <QSignalBlocker>

#include "core/units/quantity.h"

namespace costwright::gui {
namespace {

constexpr int kSteps = 1000;  // of the slider; its middle is the value as it was found

// The first price of electricity if there is one, else the discount rate.
int first_choice(const std::vector<NumberField>& fields) {
  int rate = -1;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FieldType& type = fields[i].type;
    if (type.kind == FieldKind::kQuantity && type.dim == EnergyPrice::kDim) {
      return static_cast<int>(i);
    }
    rate = fields[i].path == "finance.discount_rate" ? static_cast<int>(i) : rate;
  }
  return std::max(rate, fields.empty() ? -1 : 0);
}

QString kind_text(bool is_money) {
  return is_money ? MoneyBar::tr("price") : MoneyBar::tr("physics");
}

QString about_kind(bool is_money) {
  return is_money ? MoneyBar::tr("A price: moves the results at once")
                  : MoneyBar::tr("Physics: simulates when let go");
}

}  // namespace

MoneyBar::MoneyBar(RunController& controller, FormModel& form, QWidget* parent)
    : QWidget(parent), controller_(controller), form_(form) {
  auto* label = new QLabel(tr("&What if"));
  field_ = new QComboBox;
  field_->setAccessibleName(tr("Field to change"));
  field_->setMinimumContentsLength(20);
  field_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  field_->setMaxVisibleItems(24);
  label->setBuddy(field_);
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setRange(0, kSteps);
  slider_->setAccessibleName(tr("Value of the field"));
  slider_->setMinimumWidth(120);
  value_ = new QLabel;
  value_->setMinimumWidth(fontMetrics().horizontalAdvance("0.00000 USD/kWh (+100 %)"));
  kind_ = new QLabel;
  kind_->setForegroundRole(QPalette::PlaceholderText);
  kind_->setMinimumWidth(fontMetrics().horizontalAdvance(tr("physics")));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 4);
  for (QWidget* part : std::initializer_list<QWidget*>{label, field_, slider_, value_, kind_}) {
    layout->addWidget(part, part == slider_ ? 1 : 0);
  }
  connect(field_, &QComboBox::currentIndexChanged, this, &MoneyBar::show_field);
  connect(field_, &QComboBox::activated, this, [this] {
    is_picked_ = true;
  });
  connect(slider_, &QSlider::valueChanged, this, &MoneyBar::move);
  connect(slider_, &QSlider::sliderReleased, this, &MoneyBar::let_go);
  connect(&controller_, &RunController::classified, this,
          [this](const QString& field, bool is_money) {
            if (field == field_->currentText()) {
              is_money_ = is_money;
              kind_->setText(kind_text(is_money));
              kind_->setToolTip(about_kind(is_money));
              if (slider_->isSliderDown()) {
                move();
              }
            }
          });
  refresh();
}

void MoneyBar::refresh() {
  const std::vector<NumberField> numbers = form_.numbers();
  QStringList fields;
  for (const NumberField& number : numbers) {
    fields << number.path;
  }
  QStringList shown;
  for (int i = 0; i < field_->count(); ++i) {
    shown << field_->itemText(i);
  }
  const QString chosen = field_->currentText();
  if (fields != shown) {
    const QSignalBlocker quiet(field_);
    field_->clear();
    field_->addItems(fields);
    const int kept = is_picked_ ? static_cast<int>(fields.indexOf(chosen)) : -1;
    field_->setCurrentIndex(kept >= 0 ? kept : first_choice(numbers));
  }
  if (!slider_->isSliderDown()) {
    show_field();
  }
  setEnabled(controller_.results() != nullptr && field_->count() > 0);
}

void MoneyBar::pick(const QString& field) {
  const int index = field_->findText(field);
  if (index >= 0) {
    is_picked_ = true;
    field_->setCurrentIndex(index);
  }
}

void MoneyBar::show_field() {
  for (const auto& [path, value, type] : form_.numbers()) {
    if (path != field_->currentText()) {
      continue;
    }
    const bool is_own = path == shown_field_ && value == committed_;
    if (!is_own) {
      shown_field_ = path;
      committed_.clear();
      start_text_ = value;
      start_ = number_with_unit(value).value_or(NumberWithUnit{});
      is_whole_ = type.kind == FieldKind::kInteger || type.kind == FieldKind::kMonths;
      const QSignalBlocker quiet(slider_);
      slider_->setValue(kSteps / 2);
    }
    show_value(value);
    classify(path, value);
    return;
  }
}

void MoneyBar::show_value(const QString& value) {
  const int share = slider_->value() * 200 / kSteps - 100;
  const QString change = QString(" (%1%2 %)").arg(share > 0 ? "+" : "").arg(share);
  value_->setText(slider_->value() == kSteps / 2 ? value : value + change);
}

// Asks once for each value that is shown; without results there is nothing to price again.
void MoneyBar::classify(const QString& path, const QString& value) {
  const QString asked =
      controller_.results() != nullptr ? QString("%1=%2").arg(path, value) : QString();
  if (std::exchange(classified_, asked) != asked && !asked.isEmpty()) {
    is_money_ = false;
    kind_->setText({});
    const double nudged =
        is_whole_ || start_.number == 0 ? start_.number + 1 : start_.number * 1.01;
    controller_.classify(path, text_of(nudged));
  }
}

QString MoneyBar::text_of(double number) const {
  return QString("%1 %2").arg(number, 0, 'g', is_whole_ ? 12 : 5).arg(start_.unit).trimmed();
}

// Half of the way is the value as written; the ends are nothing and twice as much.
QString MoneyBar::value_at_slider() const {
  if (slider_->value() == kSteps / 2) {
    return start_text_;
  }
  const double share = 2.0 * slider_->value() / kSteps;
  const double middle = start_.number != 0 ? start_.number : 1;
  const double number = middle * share;
  return text_of(is_whole_ ? std::round(number) : number);
}

void MoneyBar::move() {
  const QString value = value_at_slider();
  show_value(value);
  is_changing_ = true;
  controller_.reprice_field(field_->currentText(), value);
  if (!slider_->isSliderDown()) {  // by keyboard or a click beside the handle
    let_go();
  }
}

void MoneyBar::let_go() {
  if (std::exchange(is_changing_, false)) {
    committed_ = value_at_slider();
    Q_EMIT committed(field_->currentText(), committed_);
  }
}

}  // namespace costwright::gui
