#include "gui/widgets/form_view.h"

#include <QComboBox>
#include <QHeaderView>
#include <QStyledItemDelegate>

namespace costwright::gui {
namespace {

// A list where the field table has one; text otherwise.
class FieldDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QWidget* createEditor(QWidget* parent,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override {
    const QStringList choices = index.data(FormModel::kChoicesRole).toStringList();
    if (choices.isEmpty()) {
      return QStyledItemDelegate::createEditor(parent, option, index);
    }
    auto* combo = new QComboBox(parent);
    combo->addItems(choices);
    auto* self = const_cast<FieldDelegate*>(this);  // signals are not const
    connect(combo, &QComboBox::activated, self, [self, combo] {
      Q_EMIT self->commitData(combo);
      Q_EMIT self->closeEditor(combo);
    });
    return combo;
  }

  void setEditorData(QWidget* editor, const QModelIndex& index) const override {
    if (auto* combo = qobject_cast<QComboBox*>(editor)) {
      // What stands in for a field that is left out need not be a choice: then none is chosen.
      const QString shown = index.data(Qt::DisplayRole).toString();
      combo->setCurrentIndex(combo->findText(shown));
      combo->setPlaceholderText(shown);
    } else {
      QStyledItemDelegate::setEditorData(editor, index);
    }
  }

  void setModelData(QWidget* editor,
                    QAbstractItemModel* model,
                    const QModelIndex& index) const override {
    if (const auto* combo = qobject_cast<QComboBox*>(editor)) {
      model->setData(index, combo->currentText());
    } else {
      QStyledItemDelegate::setModelData(editor, model, index);
    }
  }
};

}  // namespace

FormView::FormView(FormModel& model, QWidget* parent) : QTreeView(parent) {
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
  connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) {
            Q_EMIT chosen(current.data(FormModel::kPathRole).toString());
          });
  connect(&model, &FormModel::rebuilt, this, &QTreeView::expandAll);
}

}  // namespace costwright::gui
