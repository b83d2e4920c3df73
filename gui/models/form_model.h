#pragma once
// The scenario's fields as a tree, sections and their single values, from the table of fields that
// parser, schema and reference page share. Editing a value asks for a changed text.
#include <map>
#include <optional>
#include <vector>

#include <QStandardItemModel>

#include "gui/models/levers.h"
#include "study/inputs/scenario_text.h"
#include "study/study.h"

namespace costwright::gui {

// "0.0895 USD/kWh" -> 0.0895 and "USD/kWh"; nullopt when it does not start with a number.
struct NumberWithUnit {
  double number{};
  QString unit;
};
std::optional<NumberWithUnit> number_with_unit(const QString& text);

// What a field means, its range or type, and what holds when it is left out.
QString field_help(const FieldDoc& field);

class FormModel : public QStandardItemModel {
  Q_OBJECT
 public:
  enum Role { kPathRole = Qt::UserRole + 1, kChoicesRole, kWrittenRole, kProblemRole };
  enum ColumnOf { kField, kValue };

  explicit FormModel(QObject* parent = nullptr);

  // False when the text is not YAML: the form then stays as it was. Items are kept where the same
  // fields are there, so that a view keeps what is open and chosen.
  bool set_text(const QString& text);
  // What the catalogue says where the scenario is silent.
  void set_catalogue_prices(const std::vector<CataloguePrice>& prices);
  std::vector<NumberField> numbers() const;                 // what levers can move
  const study::FormField* find(const QString& path) const;  // null: no field
  // The field whose value stands in this line (from 1), at or before the column (in bytes); "":
  // none.
  QString field_at(int line, int column) const;
  // Of the values in the text, which is that of this file, that the form shows: with the message.
  void set_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& file);
  void clear_field(const QModelIndex& index);  // asks for a text without it, if it is written
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 Q_SIGNALS:
  void rebuilt();  // other sections or fields than before
  void shown();    // what the fields hold now
  void edited(const QString& path, const QString& value);
  void cleared(const QString& path);

 private:
  void rebuild();
  void show_field(QStandardItem* name, QStandardItem* value, const study::FormField& field);
  QStandardItem* section_item(const std::string& path);
  void show_fields();
  QString value_of(const study::FormField& field) const;
  QString problem_of(const study::FormField& field) const;

  std::vector<study::FormField> fields_;
  std::map<std::string, double> catalogue_prices_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace costwright::gui
