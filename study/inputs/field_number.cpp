#include "study/inputs/field_number.h"

#include <cmath>
#include <limits>

namespace costwright::study {
namespace {

constexpr double kSame = 1e-9;  // relative

bool is_size(const FieldDoc& field) {
  switch (field.type.kind) {
    case FieldKind::kText:
    case FieldKind::kYearMonth:
    case FieldKind::kBoolean:
    case FieldKind::kChoice:
      return false;
    default:
      return field.path != "seed";  // a whole number, but no amount of anything
  }
}

// In base units; without the field's range.
std::optional<double> base_of(FieldType type, const std::string& text) {
  type.min = -std::numeric_limits<double>::max();
  type.max = std::numeric_limits<double>::max();
  return parse_scalar(type, text, false, "it").value;
}

std::string joined(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : number + " " + unit;
}

// Base units of one such unit, where twice as many are twice as much.
std::optional<double> base_of_one(const FieldType& type, const std::string& unit) {
  const auto one = base_of(type, joined("1", unit));
  const auto two = base_of(type, joined("2", unit));
  const bool is_multiple = one && two && std::abs(*two - 2 * *one) <= kSame * std::abs(*two);
  return is_multiple && *one > 0 ? one : std::nullopt;
}

std::string unit_of(const std::string& text) {
  const auto number = std::min(text.find_first_not_of("0123456789+-._"), text.size());
  auto end = number;
  if (end + 1 < text.size() && (text[end] == 'e' || text[end] == 'E') &&
      std::string("0123456789+-").find(text[end + 1]) != std::string::npos) {
    end = std::min(text.find_first_not_of("0123456789", end + 2), text.size());
  }
  const auto unit = text.find_first_not_of(' ', end);
  return unit == std::string::npos ? "" : text.substr(unit);
}

// Without what a conversion adds: 0.07 * 100 is 7.
double plain(double value) {
  return std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr);
}

}  // namespace

std::string FieldNumber::written(const std::string& number) const {
  return joined(number, unit);
}

std::optional<FieldNumber> field_number(const FieldDoc& field, const std::string& text) {
  if (!is_size(field) || !parse_scalar(field.type, text, false, field.path).value) {
    return std::nullopt;
  }
  const std::string own_unit(field.type.unit);
  const auto own = base_of_one(field.type, own_unit);
  if (!own) {
    return std::nullopt;
  }
  const auto as_written = base_of_one(field.type, unit_of(text));
  const double one = as_written.value_or(*own);
  const bool is_whole =
      field.type.kind == FieldKind::kInteger || field.type.kind == FieldKind::kMonths;
  return FieldNumber{plain(*base_of(field.type, text) / one), plain(field.type.min * *own / one),
                     plain(field.type.max * *own / one), as_written ? unit_of(text) : own_unit,
                     is_whole};
}

std::string value_problem(const FieldDoc& field, const std::string& text) {
  if (field.type.kind == FieldKind::kText) {
    return "";
  }
  const ScalarResult result = parse_scalar(field.type, text, false, field.path);
  return result.value ? "" : result.message + (result.hint.empty() ? "" : "; " + result.hint);
}

}  // namespace costwright::study
