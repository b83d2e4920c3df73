#include "gui/window/scenario_link.h"

#include "study/inputs/catalog_input.h"
#include "study/inputs/text_cursor.h"
#include "study/reports/sources.h"

namespace costwright::gui {

ScenarioLink::ScenarioLink(YamlEditor& editor,
                           FindBar& find_bar,
                           FormPanel& form_panel,
                           FormModel& form,
                           RunController& controller)
    : QObject(&editor),
      editor_(editor),
      find_bar_(find_bar),
      form_panel_(form_panel),
      form_(form),
      controller_(controller) {
  add_action(tr("&Find…"), QKeySequence::Find, [this] {
    find_bar_.open(false);
  });
  add_action(tr("&Replace…"), QKeySequence(Qt::CTRL | Qt::Key_H), [this] {
    find_bar_.open(true);
  });
  add_action(tr("&Next problem"), QKeySequence(Qt::Key_F8), [this] {
    editor_.go_to_next_problem();
  });
  add_action(tr("Between &text and form"), QKeySequence(Qt::Key_F6), [this] {
    change_sides();
  });
  editor_.set_complete([this](int line, int column) {
    return offer(line, column);
  });
  editor_.set_explain([this](int line, int column) {
    return explain(line, column);
  });
  form_panel_.view().set_names([this](const QString& field) {
    return names_of(field);
  });
  connect(&form_panel_.view(), &FormView::chosen, this, &ScenarioLink::show_line_of);
  connect(&editor_, &YamlEditor::place_changed, this, [this](int line, int column) {
    if (std::pair(line, column) != shown_) {
      form_panel_.view().reveal(form_.field_at(line, column));
    }
  });
}

void ScenarioLink::add_action(const QString& name,
                              const QKeySequence& key,
                              const std::function<void()>& act) {
  auto* action = new QAction(name, this);
  action->setShortcut(key);
  connect(action, &QAction::triggered, this, act);
  actions_.push_back(action);
}

YamlEditor::Offer ScenarioLink::offer(int line, int column) {
  const std::string text = editor_.text().toStdString();
  const study::TextCursor cursor = study::cursor_at(text, line, column);
  YamlEditor::Offer offer{{}, static_cast<int>(cursor.written.size())};
  for (const auto& found : completions(text, cursor, controller_.catalog()->catalog)) {
    offer.names << QString::fromStdString(found.text);
  }
  return offer;
}

QString ScenarioLink::explain(int line, int column) const {
  const study::TextCursor word = study::word_at(editor_.text().toStdString(), line, column);
  const auto field = study::field_of(word.keys);
  if (!field) {
    return {};
  }
  const QString path = QString::fromStdString(word.path());
  QString words = path + '\n' + field_help(*field);
  for (const CataloguePrice& price : controller_.catalogue_prices()) {
    if (price.path == word.path()) {
      words += tr("\nOf the catalogue: %1 %2")
                   .arg(price.value, 0, 'g', 10)
                   .arg(QString::fromStdString(std::string(field->type.unit)));
      if (controller_.results() != nullptr) {
        words += '\n' +
                 QString::fromStdString(study::source_of_field(*controller_.results(), price.path));
      }
    }
  }
  const study::FormField* written = form_.find(path);
  const std::string row =
      written == nullptr
          ? std::string()
          : study::catalogue_words(*field, written->value, controller_.catalog()->catalog);
  return row.empty() ? words : words + "\n\n" + QString::fromStdString(row);
}

QStringList ScenarioLink::names_of(const QString& path) {
  const study::FormField* field = form_.find(path);
  QStringList names;
  if (field != nullptr && !field->doc.refers.empty()) {
    for (const auto& found : study::names_for(field->doc, editor_.text().toStdString(),
                                              controller_.catalog()->catalog)) {
      names << QString::fromStdString(found.text);
    }
  }
  return names;
}

void ScenarioLink::show_line_of(const QString& path) {
  const study::FormField* field = form_.find(path);
  if (field != nullptr && field->place.line > 0) {
    shown_ = {field->place.line, field->place.column};  // the editor tells of it later
    editor_.show_place(field->place.line, field->place.column);
  }
}

void ScenarioLink::change_sides() {
  form_panel_.view().hasFocus() ? editor_.setFocus() : form_panel_.view().setFocus();
}

}  // namespace costwright::gui
