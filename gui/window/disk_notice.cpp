#include "gui/window/disk_notice.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace costwright::gui {
namespace {

// What stays as it is, is what Enter and Escape choose.
bool is_confirmed(QWidget& window, const QString& title, const QString& question) {
  return QMessageBox::question(&window, title, question, QMessageBox::Yes | QMessageBox::Cancel,
                               QMessageBox::Cancel) == QMessageBox::Yes;
}

QTableWidget* difference_table(const std::vector<study::TextDifference>& differences) {
  auto* table = new QTableWidget(static_cast<int>(differences.size()), 3);
  table->setHorizontalHeaderLabels(
      {DiskNotice::tr("Field"), DiskNotice::tr("Here"), DiskNotice::tr("On disk")});
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->verticalHeader()->hide();
  for (int row = 0; row < table->rowCount(); ++row) {
    const auto& difference = differences[static_cast<std::size_t>(row)];
    int column = 0;
    for (const std::string& text : {difference.path, difference.mine, difference.theirs}) {
      table->setItem(row, column++, new QTableWidgetItem(QString::fromStdString(text)));
    }
  }
  table->resizeColumnsToContents();
  table->horizontalHeader()->setStretchLastSection(true);
  return table;
}

}  // namespace

DiskNotice::DiskNotice(Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setAutoFillBackground(true);
  text_ = new QLabel;
  reload_ = new QPushButton(tr("Reload"));
  keep_ = new QPushButton(tr("Keep mine"));
  compare_ = new QPushButton(tr("Compare…"));
  auto* layout = new QHBoxLayout(this);
  layout->addWidget(text_, 1);
  for (QPushButton* button : {compare_, keep_, reload_}) {
    button->setAutoDefault(false);
    layout->addWidget(button);
  }
  connect(reload_, &QPushButton::clicked, this, &DiskNotice::reload);
  connect(keep_, &QPushButton::clicked, &document_, &Document::keep_mine);
  connect(compare_, &QPushButton::clicked, this, &DiskNotice::compare);
  connect(&document_, &Document::on_disk_changed, this, &DiskNotice::show_state);
  show_state();
}

void DiskNotice::show_state() {
  const bool is_gone = document_.on_disk() == Document::OnDisk::kGone;
  text_->setText(is_gone ? tr("%1 was removed by another program.").arg(document_.name())
                         : tr("%1 was changed by another program.").arg(document_.name()));
  reload_->setEnabled(!is_gone);
  compare_->setEnabled(!is_gone);
  setVisible(document_.on_disk() != Document::OnDisk::kSame);
}

void DiskNotice::reload() {
  if (document_.is_modified() &&
      !is_confirmed(*window(), tr("Reload"),
                    tr("Lose the unsaved changes to %1?").arg(document_.name()))) {
    return;
  }
  Diagnostics diagnostics;
  if (!document_.reload(diagnostics)) {
    QMessageBox::warning(window(), tr("Not reloaded"), QString::fromStdString(diagnostics.text()));
  }
}

void DiskNotice::compare() {
  const auto theirs = document_.disk_text();
  const auto differences =
      theirs ? study::text_differences(document_.text().toStdString(), theirs->toStdString())
             : std::nullopt;
  if (!differences || differences->empty()) {
    QMessageBox::information(
        window(), tr("Compare"),
        differences ? tr("The values are the same: comments or layout differ.")
                    : tr("One of the two is no YAML: their values cannot be compared."));
    return;
  }
  QDialog dialog(window());
  dialog.setWindowTitle(tr("Compare"));
  dialog.resize(640, 360);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(&dialog);
  layout->addWidget(difference_table(*differences));
  layout->addWidget(buttons);
  dialog.exec();
}

bool may_overwrite(QWidget& window, const Document& document) {
  if (document.is_changed_on_disk() &&
      !is_confirmed(window, DiskNotice::tr("Changed by another program"),
                    DiskNotice::tr("%1 was changed by another program. Overwrite it?")
                        .arg(document.name()))) {
    return false;
  }
  return !document.is_read_only() ||
         is_confirmed(
             window, DiskNotice::tr("Read-only"),
             DiskNotice::tr("%1 is read-only. Write it all the same?").arg(document.name()));
}

}  // namespace costwright::gui
