#pragma once
// What a single value of the scenario may be: every scalar but text travels as one double (a
// quantity in base units, a rate, a count, a month as 12 x year + month - 1, an enumerator's
// index), so reading, showing and range-checking are plain functions and the templates that visit
// the fields stay thin.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/calendar.h"
#include "core/names.h"
#include "core/scenario/values.h"
#include "core/units/quantity.h"

namespace costwright {

// One row of the field table.
struct FieldInfo {
  std::string_view name;  // the member's name = the YAML key
  std::string_view doc;
  std::string_view unit = {};  // canonical, for display; any unit of the same dimension is read
  std::optional<double> min =
      {};  // inclusive, in `unit` (shares and rates in percent); default below
  std::optional<double> max = {};
  bool required = false;
  std::string_view refers = {};  // a section ("sites") or a catalogue table ("catalog: servers")
  std::string_view absent =
      {};              // what stands in when an optional or a list is left out; "" = nothing
  int length = 0;      // of a list that may not have another length
  bool label = false;  // goes into CSV columns: same rule as entry names
  bool file = false;   // a file or folder, relative to the scenario's
};

enum class FieldKind {
  kText,
  kQuantity,
  kRatio,
  kAnnualRate,
  kGrowthRate,
  kMonths,
  kYearMonth,
  kInteger,
  kNumber,
  kBoolean,
  kChoice
};

struct FieldType {
  FieldKind kind = FieldKind::kText;
  Dim dim;  // of kQuantity
  std::string_view unit;
  double min{}, max{};                            // in `unit`
  std::span<const std::string_view> choices;      // of kChoice
  std::span<const std::string_view> choice_docs;  // what each does; empty where the names say it
  bool label = false;
  bool dated = false;  // may be a list by month instead (Dated)
};

// Fills what `info` leaves open: quantities 0..1e15 in their unit, shares 0..100 %, rates -99..1000
// %, 0..1200 months, months 2000-01..2199-12, integers and numbers 0..1e6.
FieldType make_field_type(FieldKind kind, const FieldInfo& info);

// Either the value or a message (which names `path`) and a hint.
struct ScalarResult {
  std::optional<double> value;
  std::string message, hint;
};
ScalarResult parse_scalar(const FieldType& type,
                          std::string_view text,
                          bool quoted,
                          std::string_view path);

std::string show_scalar(const FieldType& type, double value);  // as it would be written in YAML
std::string type_name(const FieldType& type);   // "quantity", "one of on_demand, spot"
std::string range_text(const FieldType& type);  // "0 to 1000 USD/kWh"; "" for text and choices
// The field's doc with what each of its choices does: "which ...; one: does this; two: does that".
std::string meaning_of(const FieldInfo& info, const FieldType& type);
std::string example_of(const FieldType& type);  // "1 USD/kWh"

// Why `name` may not be the name of an entry or label; "" when it may. Names end up in CSV columns:
// ASCII letters, digits, space, - _ . only; not what the ledger calls lines of its own
// (core/ledger/labels.h).
std::string name_problem(std::string_view name);

template <class T>
inline constexpr bool is_quantity = false;
template <Dim D>
inline constexpr bool is_quantity<Quantity<D>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_named = false;
template <class T>
inline constexpr bool is_named<Named<T>> = true;

template <class T>
inline constexpr bool is_dated = false;
template <class T>
inline constexpr bool is_dated<Dated<T>> = true;

template <class T>
constexpr std::optional<FieldKind> field_kind() {
  if constexpr (is_dated<T>)
    return field_kind<typename T::value_type>();
  else if constexpr (is_quantity<T>)
    return FieldKind::kQuantity;
  else if constexpr (std::is_same_v<T, std::string>)
    return FieldKind::kText;
  else if constexpr (std::is_same_v<T, Ratio>)
    return FieldKind::kRatio;
  else if constexpr (std::is_same_v<T, AnnualRate>)
    return FieldKind::kAnnualRate;
  else if constexpr (std::is_same_v<T, GrowthRate>)
    return FieldKind::kGrowthRate;
  else if constexpr (std::is_same_v<T, Months>)
    return FieldKind::kMonths;
  else if constexpr (std::is_same_v<T, YearMonth>)
    return FieldKind::kYearMonth;
  else if constexpr (std::is_same_v<T, bool>)
    return FieldKind::kBoolean;
  else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::int64_t>)
    return FieldKind::kInteger;
  else if constexpr (std::is_same_v<T, double>)
    return FieldKind::kNumber;
  else if constexpr (std::is_enum_v<T>)
    return FieldKind::kChoice;
  else
    return std::nullopt;
}
template <class T>
inline constexpr bool is_scalar = field_kind<T>().has_value();

template <class T>
FieldType field_type(const FieldInfo& info) {
  if constexpr (is_dated<T>) {
    FieldType one = field_type<typename T::value_type>(info);
    one.dated = true;
    return one;
  }
  FieldType type = make_field_type(*field_kind<T>(), info);
  if constexpr (is_quantity<T>) {
    type.dim = T::kDim;
  }
  if constexpr (std::is_enum_v<T>) {
    type.choices = enum_names<T>();
    type.choice_docs = enum_docs<T>();
  }
  return type;
}

template <class T>
double scalar_value(const T& value) {
  if constexpr (is_dated<T>)
    return scalar_value(value.first());
  else if constexpr (is_quantity<T>)
    return value.base();
  else if constexpr (std::is_same_v<T, Ratio>)
    return value.value;
  else if constexpr (std::is_same_v<T, AnnualRate>)
    return value.per_year;
  else if constexpr (std::is_same_v<T, GrowthRate>)
    return value.per_month;
  else if constexpr (std::is_same_v<T, Months>)
    return value.count;
  else if constexpr (std::is_same_v<T, YearMonth>)
    return 12 * value.year + value.month - 1;
  else
    return static_cast<double>(value);
}

template <class T>
T scalar_from(double value) {
  if constexpr (is_dated<T>)
    return T(scalar_from<typename T::value_type>(value));
  else if constexpr (is_quantity<T>)
    return T(value);
  else if constexpr (std::is_same_v<T, Ratio>)
    return Ratio{value};
  else if constexpr (std::is_same_v<T, AnnualRate>)
    return AnnualRate{value};
  else if constexpr (std::is_same_v<T, GrowthRate>)
    return GrowthRate{value};
  else if constexpr (std::is_same_v<T, Months>)
    return Months{static_cast<int>(value)};
  else if constexpr (std::is_same_v<T, YearMonth>)
    return YearMonth{static_cast<int>(value) / 12, static_cast<int>(value) % 12 + 1};
  else if constexpr (std::is_enum_v<T>)
    return static_cast<T>(static_cast<int>(value));
  else
    return static_cast<T>(value);
}

// A field's value as text; text itself unchanged.
template <class T>
std::string show_value(const T& value, const FieldType& type) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else {
    return show_scalar(type, scalar_value(value));
  }
}

}  // namespace costwright
