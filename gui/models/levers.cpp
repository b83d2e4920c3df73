#include "gui/models/levers.h"

#include <algorithm>

#include "core/units/quantity.h"

namespace costwright::gui {
namespace {

Lever lever_of(const NumberField& field, const study::FieldNumber& start) {
  const LeverWay way = lever_way(start, field.value);
  return {field, field_label(field.path), start, way, field.value, way.start, LeverKind::kUnknown};
}

void set_value(Lever& lever, const QString& value) {
  const auto number = study::field_number(lever.field.field, value.toStdString());
  lever.value = value;
  if (number && number->unit == lever.start.unit) {
    lever.position = lever.way.nearest(number->value);
  } else if (number && lever.start.most > 0) {  // of another unit: as far along the range
    lever.position = lever.way.nearest(number->value * lever.start.most / number->most);
  }
}

// The same lever when the text's value is another. Its way stays while that value lies on it: after
// what it was moved to is written, one can move it back.
Lever with_start(const Lever& lever, const NumberField& field, const study::FieldNumber& start) {
  Lever now = lever_of(field, start);
  now.kind = lever.kind;
  const auto& texts = lever.way.texts;
  const auto on_way = std::find(texts.begin(), texts.end(), field.value);
  if (on_way != texts.end()) {
    now.way = lever.way;
    now.position = now.way.start = static_cast<int>(on_way - texts.begin());
  }
  if (lever.is_moved()) {
    set_value(now, lever.value);
  }
  return now;
}

// A unit alone is no number, a number alone takes the lever's unit.
QString with_unit(const QString& text, const Lever& lever) {
  bool is_plain = false;
  QString(text).remove('_').toDouble(&is_plain);
  return is_plain ? QString::fromStdString(lever.start.written(text.toStdString())) : text;
}

constexpr std::size_t kFewest = 3;  // that are worth a panel

bool is_electricity(const NumberField& field) {
  return field.field.type.kind == FieldKind::kQuantity && field.field.type.dim == EnergyPrice::kDim;
}

bool holds_all(const QString& text, const QStringList& words) {
  return std::all_of(words.begin(), words.end(), [&](const QString& word) {
    return text.contains(word, Qt::CaseInsensitive);
  });
}

}  // namespace

QString field_label(const QString& path) {
  QStringList parts = path.split('.');
  QString name = parts.takeLast().replace('_', ' ');
  if (!name.isEmpty()) {
    name[0] = name[0].toUpper();
  }
  if (!parts.isEmpty()) {
    parts.removeFirst();  // the section says no more than the field
  }
  return parts.isEmpty() ? name : name + ": " + parts.join(", ");
}

const Lever* Levers::find(const QString& path) const {
  const auto found = std::find_if(levers_.begin(), levers_.end(), [&](const Lever& lever) {
    return lever.field.path == path;
  });
  return found == levers_.end() ? nullptr : &*found;
}

Lever* Levers::at(const QString& path) {
  return const_cast<Lever*>(find(path));
}

void Levers::set_fields(std::vector<NumberField> fields) {
  fields_ = std::move(fields);
  std::vector<Lever> kept;
  bool has_changed = false;
  for (const Lever& lever : levers_) {
    const auto field = std::find_if(fields_.begin(), fields_.end(), [&](const NumberField& now) {
      return now.path == lever.field.path;
    });
    const auto start = field == fields_.end()
                           ? std::nullopt
                           : study::field_number(field->field, field->value.toStdString());
    if (!start) {
      has_changed = true;
    } else if (field->value == lever.field.value) {
      kept.push_back(lever);
    } else {
      kept.push_back(with_start(lever, *field, *start));
      has_changed = true;
    }
  }
  levers_ = std::move(kept);
  has_changed = take_wanted() || has_changed;
  has_changed = (!is_chosen_ && choose_some()) || has_changed;
  if (has_changed) {
    Q_EMIT pinned_changed();
    Q_EMIT moved({});
  }
}

void Levers::want(const QStringList& paths) {
  levers_.clear();
  wanted_ = paths;
  is_chosen_ = true;
  take_wanted();
  Q_EMIT pinned_changed();
  Q_EMIT moved({});
}

QStringList Levers::paths() const {
  QStringList paths;
  for (const Lever& lever : levers_) {
    paths << lever.field.path;
  }
  return paths + wanted_;
}

// A price of the catalogue is known only when the text has been checked. False: none came.
bool Levers::take_wanted() {
  bool has_changed = false;
  for (const QString& path : QStringList(wanted_)) {
    const auto field = std::find_if(fields_.begin(), fields_.end(), [&](const NumberField& known) {
      return known.path == path;
    });
    if (field == fields_.end()) {
      continue;
    }
    wanted_.removeAll(path);
    const auto start = study::field_number(field->field, field->value.toStdString());
    if (start && find(path) == nullptr && levers_.size() < kMost) {
      levers_.push_back(lever_of(*field, *start));
      has_changed = true;
    }
  }
  return has_changed;
}

// A price of electricity, the discount rate, a salary, and how many machines there are; where that
// is fewer than three, demand and rent as well. A price of the catalogue is known only when the
// text has been checked. False: these are the levers already.
bool Levers::choose_some() {
  const std::vector<std::function<bool(const NumberField&)>> wishes{
      is_electricity,
      [](const NumberField& field) {
        return field.path == "finance.discount_rate";
      },
      [](const NumberField& field) {
        return field.path.startsWith("staff.") && field.path.endsWith(".salary");
      },
      [](const NumberField& field) {
        return field.path.startsWith("fleet.") && field.path.endsWith(".count");
      },
      [](const NumberField& field) {
        return field.path.startsWith("workloads.") && field.path.endsWith(".demand.requests");
      },
      [](const NumberField& field) {
        return field.path.startsWith("fleet.") && field.path.endsWith(".cloud.price");
      }};
  constexpr std::size_t kFirst = 4;  // of these, all
  std::vector<Lever> chosen;
  for (std::size_t wish = 0; wish < wishes.size(); ++wish) {
    const auto found = std::find_if(fields_.begin(), fields_.end(), wishes[wish]);
    if (found == fields_.end() || (wish >= kFirst && chosen.size() >= kFewest)) {
      continue;
    }
    const Lever* known = find(found->path);
    const auto start = study::field_number(found->field, found->value.toStdString());
    if (known != nullptr) {
      chosen.push_back(*known);
    } else if (start) {
      chosen.push_back(lever_of(*found, *start));
    }
  }
  const bool has_changed = !std::equal(chosen.begin(), chosen.end(), levers_.begin(), levers_.end(),
                                       [](const Lever& a, const Lever& b) {
                                         return a.field.path == b.field.path;
                                       });
  levers_ = std::move(chosen);
  return has_changed;
}

void Levers::set_kind(const QString& path, LeverKind kind) {
  Lever* lever = at(path);
  if (lever != nullptr && lever->kind != kind) {
    lever->kind = kind;
    Q_EMIT kind_changed(path);
  }
}

void Levers::forget() {
  levers_.clear();
  fields_.clear();
  wanted_.clear();
  is_chosen_ = false;
  Q_EMIT pinned_changed();
  Q_EMIT moved({});
}

std::vector<NumberField> Levers::offered(const QString& words) const {
  const QStringList wanted = words.split(' ', Qt::SkipEmptyParts);
  std::vector<NumberField> by_label, others;
  for (const NumberField& field : fields_) {
    const QString label = field_label(field.path);
    const QString doc = QString::fromStdString(field.field.doc);
    if (find(field.path) != nullptr) {
      continue;
    }
    if (holds_all(label, wanted)) {
      by_label.push_back(field);
    } else if (holds_all(label + ' ' + field.path + ' ' + doc, wanted)) {
      others.push_back(field);
    }
  }
  by_label.insert(by_label.end(), others.begin(), others.end());
  return by_label;
}

bool Levers::pin(const QString& path) {
  const auto field = std::find_if(fields_.begin(), fields_.end(), [&](const NumberField& offered) {
    return offered.path == path;
  });
  if (field == fields_.end() || find(path) != nullptr || levers_.size() >= kMost) {
    return false;
  }
  const auto start = study::field_number(field->field, field->value.toStdString());
  if (!start) {
    return false;
  }
  is_chosen_ = true;
  levers_.push_back(lever_of(*field, *start));
  Q_EMIT pinned_changed();
  return true;
}

void Levers::unpin(const QString& path) {
  const Lever* lever = find(path);
  if (lever == nullptr) {
    return;
  }
  const bool was_moved = lever->is_moved();
  is_chosen_ = true;
  levers_.erase(levers_.begin() + (lever - levers_.data()));
  Q_EMIT pinned_changed();
  if (was_moved) {
    Q_EMIT moved({});
  }
}

void Levers::move(const QString& path, int position) {
  Lever* lever = at(path);
  if (lever == nullptr || position == lever->position) {
    return;
  }
  const int last = static_cast<int>(lever->way.texts.size()) - 1;
  lever->position = std::clamp(position, 0, last);
  lever->value = lever->way.texts[static_cast<std::size_t>(lever->position)];
  Q_EMIT moved(path);
}

QString Levers::enter(const QString& path, const QString& text) {
  Lever* lever = at(path);
  if (lever == nullptr) {
    return {};
  }
  const QString value = with_unit(text.trimmed(), *lever);
  const std::string problem = study::value_problem(lever->field.field, value.toStdString());
  if (!problem.empty()) {
    return QString::fromStdString(problem);
  }
  if (value != lever->value) {
    set_value(*lever, value);
    Q_EMIT moved(path);
  }
  return {};
}

void Levers::reset(const QString& path) {
  Lever* lever = at(path);
  if (lever != nullptr && lever->is_moved()) {
    lever->value = lever->field.value;
    lever->position = lever->way.start;
    Q_EMIT moved(path);
  }
}

void Levers::reset_all() {
  for (Lever& lever : levers_) {
    lever.value = lever.field.value;
    lever.position = lever.way.start;
  }
  Q_EMIT moved({});
}

std::vector<Override> Levers::changes() const {
  std::vector<Override> changes;
  for (const Lever& lever : levers_) {
    if (lever.is_moved()) {
      changes.push_back({lever.field.path.toStdString(), lever.value.toStdString()});
    }
  }
  return changes;
}

std::vector<Override> Levers::neighbours() const {
  std::vector<Override> next;
  for (const Lever& lever : levers_) {
    const auto& texts = lever.way.texts;
    const auto start = static_cast<std::size_t>(lever.way.start);
    if (start + 1 < texts.size()) {
      next.push_back({lever.field.path.toStdString(), texts[start + 1].toStdString()});
    }
    if (start > 0) {
      next.push_back({lever.field.path.toStdString(), texts[start - 1].toStdString()});
    }
  }
  return next;
}

}  // namespace costwright::gui
