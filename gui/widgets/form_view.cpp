#include "gui/widgets/form_view.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStyledItemDelegate>

namespace costwright::gui {
namespace {

constexpr int kLeastRowHeight = 22;

// A list where the field has one; text otherwise.
class FieldDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  FormView::Names names;
  QColor error = Qt::red;

  QWidget* createEditor(QWidget* parent,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override {
    QStringList choices = index.data(FormModel::kChoicesRole).toStringList();
    const bool is_closed = !choices.isEmpty();
    if (!is_closed && names) {
      choices = names(index.data(FormModel::kPathRole).toString());
    }
    if (choices.isEmpty()) {
      return QStyledItemDelegate::createEditor(parent, option, index);
    }
    auto* combo = new QComboBox(parent);
    combo->addItems(choices);
    if (!is_closed) {
      make_searchable(*combo);
    }
    auto* self = const_cast<FieldDelegate*>(this);  // signals are not const
    connect(combo, &QComboBox::activated, self, [self, combo] {
      Q_EMIT self->commitData(combo);
      Q_EMIT self->closeEditor(combo);
    });
    return combo;
  }

  void setEditorData(QWidget* editor, const QModelIndex& index) const override {
    auto* combo = qobject_cast<QComboBox*>(editor);
    if (combo == nullptr) {
      QStyledItemDelegate::setEditorData(editor, index);
      return;
    }
    // What stands in for a field that is left out need not be a choice: then none is chosen.
    const QString shown = index.data(Qt::DisplayRole).toString();
    combo->setCurrentIndex(combo->findText(shown));
    combo->setPlaceholderText(shown);
    if (combo->isEditable()) {
      combo->setEditText(shown);
      combo->lineEdit()->selectAll();
    }
  }

  void setModelData(QWidget* editor,
                    QAbstractItemModel* model,
                    const QModelIndex& index) const override {
    const auto* combo = qobject_cast<QComboBox*>(editor);
    if (combo == nullptr) {
      QStyledItemDelegate::setModelData(editor, model, index);
    } else if (combo->isEditable() || combo->currentIndex() >= 0) {
      model->setData(index, combo->currentText());
    }
  }

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(size.height(), kLeastRowHeight)};
  }

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (!index.data(FormModel::kProblemRole).toString().isEmpty()) {
      option->palette.setColor(QPalette::Text, error);
    }
  }

 private:
  static void make_searchable(QComboBox& combo) {
    combo.setEditable(true);
    combo.setInsertPolicy(QComboBox::NoInsert);
    combo.completer()->setCompletionMode(QCompleter::PopupCompletion);
    combo.completer()->setFilterMode(Qt::MatchContains);
    combo.completer()->setCaseSensitivity(Qt::CaseInsensitive);
  }
};

}  // namespace

FormView::FormView(FormModel& model, QWidget* parent) : QTreeView(parent), model_(model) {
  setModel(&model);
  setItemDelegate(new FieldDelegate(this));
  setAlternatingRowColors(true);
  setFrameShape(QFrame::NoFrame);
  setUniformRowHeights(true);
  setEditTriggers(QAbstractItemView::AllEditTriggers);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setAccessibleName(tr("Scenario form"));
  header()->setSectionResizeMode(FormModel::kField, QHeaderView::ResizeToContents);
  header()->setStretchLastSection(true);
  expandAll();
  auto* clear = new QAction(tr("Use the &default"), this);
  connect(clear, &QAction::triggered, this, [this] {
    model_.clear_field(currentIndex());
  });
  auto* pin = new QAction(tr("&Pin as lever"), this);
  connect(pin, &QAction::triggered, this, [this] {
    Q_EMIT lever_wanted(currentIndex().data(FormModel::kPathRole).toString());
  });
  addActions({pin, clear});
  setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) {
            if (!is_revealing_) {
              Q_EMIT chosen(current.data(FormModel::kPathRole).toString());
            }
          });
  connect(&model, &FormModel::rebuilt, this, [this] {
    expandAll();
    filter();
  });
  connect(&model, &FormModel::shown, this, [this] {
    if (only_written_) {
      filter();
    }
  });
}

void FormView::set_names(Names names) {
  static_cast<FieldDelegate*>(itemDelegate())->names = std::move(names);
}

void FormView::set_theme(const Theme& theme) {
  static_cast<FieldDelegate*>(itemDelegate())->error = theme.error;
  viewport()->update();
}

void FormView::set_filter(const QString& words, bool only_written) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  only_written_ = only_written;
  filter();
}

void FormView::filter() {
  filter_below({});
}

bool FormView::is_wanted(const QModelIndex& field) const {
  const QModelIndex value = field.siblingAtColumn(FormModel::kValue);
  if (only_written_ && !value.data(FormModel::kWrittenRole).toBool()) {
    return false;
  }
  const QString all = field.data(FormModel::kPathRole).toString() + ' ' +
                      value.data(Qt::ToolTipRole).toString() + ' ' + value.data().toString();
  return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
    return all.contains(word, Qt::CaseInsensitive);
  });
}

bool FormView::filter_below(const QModelIndex& parent) {
  bool is_any_left = false;
  for (int row = 0; row < model_.rowCount(parent); ++row) {
    const QModelIndex index = model_.index(row, FormModel::kField, parent);
    const bool is_left =
        index.data(FormModel::kPathRole).isNull() ? filter_below(index) : is_wanted(index);
    setRowHidden(row, parent, !is_left);
    is_any_left = is_any_left || is_left;
  }
  return is_any_left;
}

void FormView::reveal(const QString& field) {
  const auto found = field.isEmpty() ? QModelIndexList()
                                     : model_.match(model_.index(0, 0), FormModel::kPathRole, field,
                                                    1, Qt::MatchRecursive | Qt::MatchExactly);
  if (!found.isEmpty() && found[0] != currentIndex().siblingAtColumn(FormModel::kField)) {
    is_revealing_ = true;
    selectionModel()->setCurrentIndex(
        found[0], QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(found[0]);
    is_revealing_ = false;
  }
}

void FormView::keyPressEvent(QKeyEvent* event) {
  const bool is_delete = event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace;
  if (is_delete && state() != EditingState && currentIndex().isValid()) {
    model_.clear_field(currentIndex());
    return;
  }
  QTreeView::keyPressEvent(event);
}

}  // namespace costwright::gui
