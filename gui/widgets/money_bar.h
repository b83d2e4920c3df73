#pragma once
// "What if": a field picked from the form and a slider. A price moves the results while it is
// dragged; what is physics is simulated when it is let go. Letting go writes the value into the
// text; the slider then stays where it is, so that one can go back.
#include <QComboBox>
#include <QLabel>
#include <QSlider>

#include "gui/jobs/run_controller.h"
#include "gui/models/form_model.h"

namespace costwright::gui {

class MoneyBar : public QWidget {
  Q_OBJECT
 public:
  MoneyBar(RunController& controller, FormModel& form, QWidget* parent = nullptr);

  void refresh();  // the form or the results have changed
  void pick(const QString& field);
  QSlider& slider() { return *slider_; }
  QString field() const { return field_->currentText(); }
  bool is_money() const { return is_money_; }

 Q_SIGNALS:
  void committed(const QString& field, const QString& value);

 private:
  void show_field();
  void move();
  void let_go();
  void classify(const QString& path, const QString& value);
  void show_value(const QString& value);
  QString text_of(double number) const;
  QString value_at_slider() const;

  RunController& controller_;
  FormModel& form_;
  QComboBox* field_ = nullptr;
  QSlider* slider_ = nullptr;
  QLabel *value_ = nullptr, *kind_ = nullptr;
  NumberWithUnit start_;
  bool is_whole_ = false;  // a count: no fractions
  bool is_money_ = false, is_changing_ = false, is_picked_ = false;
  QString start_text_, classified_, shown_field_, committed_;
};

}  // namespace costwright::gui
