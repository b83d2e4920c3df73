#pragma once
// The form: sections and fields, choices as lists in which one can search, defaults in italics,
// faulty values in red, help as tooltips. Delete, nothing entered, or the menu clears a field, so
// that its default holds.
#include <functional>

#include <QTreeView>

#include "gui/models/form_model.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class FormView : public QTreeView {
  Q_OBJECT
 public:
  explicit FormView(FormModel& model, QWidget* parent = nullptr);

  // Fields whose path or help holds every word; with `only_written` those that the text states.
  void set_filter(const QString& words, bool only_written);
  void reveal(const QString& field);  // without saying that it is chosen
  void set_theme(const Theme& theme);
  // The names that a field takes beside its choices: of the catalogue, of the text.
  using Names = std::function<QStringList(const QString& field)>;
  void set_names(Names names);

 Q_SIGNALS:
  void chosen(const QString& field);  // the one that is current now
  void lever_wanted(const QString& field);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void filter();
  bool filter_below(const QModelIndex& parent);  // whether something is left
  bool is_wanted(const QModelIndex& field) const;

  FormModel& model_;
  QStringList words_;
  bool only_written_ = false, is_revealing_ = false;
};

}  // namespace costwright::gui
