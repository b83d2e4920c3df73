#pragma once
// What if: a few fields that are pinned, each with a value beside the text's. Moving one changes no
// text: what differs is handed on as overrides, until it is written or taken back.
#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/diagnostics.h"
#include "gui/models/lever_way.h"
#include "study/study.h"

namespace costwright::gui {

// A field whose value, written or not, is a number now: what a lever can move.
struct NumberField {
  QString path, value;
  FieldDoc field;
};

enum class LeverKind {
  kUnknown,  // asked for, or of a text that has no answer
  kPrice,    // moves the figures at once
  kPhysics   // is simulated
};

struct Lever {
  NumberField field;         // as the text has it
  QString label;             // "Electricity: ashburn"
  study::FieldNumber start;  // of the text
  LeverWay way;
  QString value;     // of now, as it would be written
  int position = 0;  // on the way, or nearest to it
  LeverKind kind = LeverKind::kUnknown;

  bool is_moved() const { return value != field.value; }
};

// "sites.ashburn.electricity" -> "Electricity: ashburn", "finance.discount_rate" -> "Discount
// rate".
QString field_label(const QString& path);

class Levers : public QObject {
  Q_OBJECT
 public:
  static constexpr int kMost = 6;

  explicit Levers(QObject* parent = nullptr) : QObject(parent) {}

  // The numbers that the text has now. A lever keeps its place and what it was moved to; one whose
  // field is gone goes. Without any, a few are chosen: until somebody pins one.
  void set_fields(std::vector<NumberField> fields);
  void set_kind(const QString& path, LeverKind kind);
  void forget();  // of another document
  // As they were pinned in an earlier session: each as soon as its field is known.
  void want(const QStringList& paths);
  QStringList paths() const;                      // of all, and of those that are wanted
  bool are_chosen() const { return is_chosen_; }  // by somebody

  const std::vector<Lever>& all() const { return levers_; }
  const Lever* find(const QString& path) const;
  // What can still be pinned, with those first whose label holds every word: then those whose path
  // or doc does.
  std::vector<NumberField> offered(const QString& words) const;

  bool pin(const QString& path);  // false: no number, pinned already, or kMost are
  void unpin(const QString& path);
  void move(const QString& path, int position);
  // A number, with its unit or in the lever's; "" or why it is refused.
  QString enter(const QString& path, const QString& text);
  void reset(const QString& path);
  void reset_all();

  std::vector<Override> changes() const;  // of those that were moved
  // The next values on each way: whether they are priced or simulated tells a lever's kind.
  std::vector<Override> neighbours() const;

 Q_SIGNALS:
  void pinned_changed();            // others than before, or with another start
  void moved(const QString& path);  // "": several
  void kind_changed(const QString& path);

 private:
  Lever* at(const QString& path);
  bool choose_some();
  bool take_wanted();

  std::vector<NumberField> fields_;
  std::vector<Lever> levers_;
  QStringList wanted_;
  bool is_chosen_ = false;  // by somebody
};

}  // namespace costwright::gui
