#include "gui/models/form_model.h"

#include <algorithm>
#include <map>
#include <utility>

#include <QRegularExpression>

namespace costwright::gui {
namespace {

QString to_qt(const std::string& text) {
  return QString::fromStdString(text);
}

QStringList choices_of(const FieldType& type) {
  QStringList choices;
  for (const std::string_view choice : type.choices) {
    choices << to_qt(std::string(choice));
  }
  return type.kind == FieldKind::kBoolean ? QStringList{"true", "false"} : choices;
}

}  // namespace

QString field_help(const FieldDoc& doc) {
  QString help = to_qt(doc.doc);
  const std::string range = range_text(doc.type);
  help += range.empty() ? "\nType: " + to_qt(type_name(doc.type)) : "\nRange: " + to_qt(range);
  if (doc.required) {
    help += "\nRequired";
  } else if (!doc.default_text.empty()) {
    help += "\nWhen left out: " + to_qt(doc.default_text);
  }
  return help;
}

std::optional<NumberWithUnit> number_with_unit(const QString& text) {
  static const QRegularExpression pattern(
      R"(^\s*([+-]?[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?)\s*([^0-9].*)?$)");
  const auto match = pattern.match(text);
  if (!match.hasMatch()) {
    return std::nullopt;
  }
  bool good = false;
  const double number = match.captured(1).remove('_').toDouble(&good);
  return good ? std::optional(NumberWithUnit{number, match.captured(2).trimmed()}) : std::nullopt;
}

FormModel::FormModel(QObject* parent) : QStandardItemModel(0, 2, parent) {
  setHorizontalHeaderLabels({tr("Field"), tr("Value")});
}

bool FormModel::set_text(const QString& text) {
  auto fields = study::scenario_form(text.toStdString());
  if (!fields) {
    return false;
  }
  const bool same = std::equal(fields->begin(), fields->end(), fields_.begin(), fields_.end(),
                               [](const study::FormField& a, const study::FormField& b) {
                                 return a.path == b.path;
                               });
  fields_ = std::move(*fields);
  if (!same) {
    rebuild();
    Q_EMIT rebuilt();
    return true;
  }
  show_fields();
  return true;
}

void FormModel::set_catalogue_prices(const std::vector<CataloguePrice>& prices) {
  std::map<std::string, double> values;
  for (const CataloguePrice& price : prices) {
    values[price.path] = price.value;
  }
  if (std::exchange(catalogue_prices_, values) != values) {
    show_fields();
  }
}

QString FormModel::value_of(const study::FormField& field) const {
  const auto found = catalogue_prices_.find(field.path);
  if (field.is_written || found == catalogue_prices_.end()) {
    return to_qt(field.is_written ? field.value : field.doc.default_text);
  }
  return QString("%1 %2")
      .arg(found->second, 0, 'g', 10)
      .arg(to_qt(std::string(field.doc.type.unit)))
      .trimmed();
}

// The items as they are, each with its field's value of now.
void FormModel::show_fields() {
  std::map<std::string, QStandardItem*> sections;
  std::map<QStandardItem*, int> next_row;
  for (const study::FormField& field : fields_) {
    QStandardItem*& section = sections[field.section];
    section = section != nullptr ? section : section_item(field.section);
    while (section->child(next_row[section])->data(kPathRole).toString() != to_qt(field.path)) {
      ++next_row[section];  // sections below it
    }
    const int row = next_row[section]++;
    show_field(section->child(row, kField), section->child(row, kValue), field);
  }
  Q_EMIT shown();
}

const study::FormField* FormModel::find(const QString& path) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const study::FormField& field) {
        return to_qt(field.path) == path;
      });
  return found == fields_.end() ? nullptr : &*found;
}

QString FormModel::field_at(int line, int column) const {
  const study::FormField* nearest = nullptr;
  const study::FormField* first = nullptr;
  for (const study::FormField& field : fields_) {
    if (!field.is_written || field.place.line != line) {
      continue;
    }
    const int at = field.place.column;
    first = first == nullptr || at < first->place.column ? &field : first;
    if (at <= column && (nearest == nullptr || at > nearest->place.column)) {
      nearest = &field;
    }
  }
  const study::FormField* found = nearest != nullptr ? nearest : first;
  return found != nullptr ? to_qt(found->path) : QString();
}

void FormModel::set_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& file) {
  const bool had_some = !std::exchange(diagnostics_, {}).empty();
  std::copy_if(diagnostics.begin(), diagnostics.end(), std::back_inserter(diagnostics_),
               [&](const Diagnostic& diagnostic) {
                 return to_qt(diagnostic.place.file) == file;
               });
  if (had_some || !diagnostics_.empty()) {
    show_fields();
  }
}

QString FormModel::problem_of(const study::FormField& field) const {
  for (const Diagnostic& diagnostic : diagnostics_) {
    const Place& place = diagnostic.place;
    if (field.is_written && diagnostic.severity == Severity::kError &&
        place.line == field.place.line && place.column == field.place.column) {
      return to_qt(diagnostic.message + (diagnostic.hint.empty() ? "" : "; " + diagnostic.hint));
    }
  }
  return {};
}

void FormModel::clear_field(const QModelIndex& index) {
  if (index.siblingAtColumn(kValue).data(kWrittenRole).toBool()) {
    Q_EMIT cleared(index.data(kPathRole).toString());
  }
}

void FormModel::show_field(QStandardItem* name,
                           QStandardItem* value,
                           const study::FormField& field) {
  const QString shown = value_of(field);
  const QString problem = problem_of(field);
  const QString help =
      problem.isEmpty() ? field_help(field.doc) : problem + "\n\n" + field_help(field.doc);
  name->setToolTip(help);
  value->setToolTip(help);
  value->setData(problem, kProblemRole);
  value->setData(field.is_written, kWrittenRole);
  QFont font;
  font.setItalic(!field.is_written);  // a default, or nothing
  value->setFont(font);
  value->setText(shown);
}

QStandardItem* FormModel::section_item(const std::string& path) {
  QStandardItem* item = invisibleRootItem();
  QString walked;
  QString rest = path.empty() ? tr("scenario") : to_qt(path);
  // Entry names may hold dots: sections are made in order, so the longest known one wins.
  while (!rest.isEmpty()) {
    QStandardItem* next = nullptr;
    for (int row = 0; row < item->rowCount(); ++row) {
      QStandardItem* child = item->child(row);
      const QString name = child->text();
      const bool is_section = child->data(kPathRole).isNull();
      if (is_section && (rest == name || rest.startsWith(name + '.'))) {
        next = child;
      }
    }
    if (next == nullptr) {
      const QString name = rest.section('.', 0, 0);
      next = new QStandardItem(name);
      auto* blank = new QStandardItem();
      QFont font;
      font.setBold(true);
      next->setFont(font);
      next->setEditable(false);
      blank->setEditable(false);
      item->appendRow({next, blank});
    }
    rest = rest.mid(next->text().size() + 1);
    item = next;
  }
  return item;
}

void FormModel::rebuild() {
  removeRows(0, rowCount());
  for (const study::FormField& field : fields_) {
    QStandardItem* section = section_item(field.section);
    auto* name = new QStandardItem(to_qt(field.name));
    auto* value = new QStandardItem();
    name->setEditable(false);
    for (QStandardItem* item : {name, value}) {
      item->setData(to_qt(field.path), kPathRole);
      item->setData(choices_of(field.doc.type), kChoicesRole);
    }
    section->appendRow({name, value});
    show_field(name, value, field);
  }
}

std::vector<NumberField> FormModel::numbers() const {
  std::vector<NumberField> found;
  for (const study::FormField& field : fields_) {
    const QString value = value_of(field);
    if (study::field_number(field.doc, value.toStdString())) {
      found.push_back({to_qt(field.path), value, field.doc});
    }
  }
  return found;
}

bool FormModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || index.column() != kValue) {
    return QStandardItemModel::setData(index, value, role);
  }
  const QString text = value.toString().trimmed();
  if (text == index.data(Qt::DisplayRole).toString()) {
    return false;
  }
  if (text.isEmpty()) {
    clear_field(index);
    return false;
  }
  Q_EMIT edited(index.data(kPathRole).toString(), text);  // the text comes back by set_text
  return true;
}

}  // namespace costwright::gui
