#include "core/scenario/manual/scalar_field.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/scenario/manual/manual.h"
#include "core/scenario/scenario.h"
#include "core/scenario/yaml/walk.h"

namespace costwright {
namespace {

bool is_number(FieldKind kind) {
  return kind != FieldKind::kText && kind != FieldKind::kChoice && kind != FieldKind::kBoolean;
}

// What the scenario has at one path.
class Finder : public ValueWalk<Finder> {
 public:
  explicit Finder(const std::string& wanted) : wanted_(wanted) {}

  void absent(const FieldInfo& /*info*/, const std::string& /*path*/) {}

  template <class T>
  void value(const T& member, const FieldInfo& info, const std::string& path) {
    if constexpr (!std::is_same_v<T, std::string>) {
      if (path == wanted_) {
        found_ = {field_type<T>(info), scalar_value(member)};
      }
    }
  }

  struct Found {
    FieldType type;
    double base{};
  };
  const std::optional<Found>& found() const { return found_; }

 private:
  const std::string& wanted_;
  std::optional<Found> found_;
};

// "fleet.<name>.owned.price" is of "fleet.h100.owned.price" and of "fleet.h100.v2.owned.price".
bool is_of(std::string_view pattern, std::string_view path) {
  const auto open = pattern.find('<');
  if (open == std::string_view::npos) {
    return pattern == path;
  }
  if (path.substr(0, open) != pattern.substr(0, open)) {
    return false;
  }
  const auto rest = pattern.substr(pattern.find('>') + 1);
  for (std::size_t end = open + 1; end <= path.size(); ++end) {
    if (is_of(rest, path.substr(end))) {
      return true;
    }
  }
  return false;
}

std::optional<FieldType> type_at(const std::string& path) {
  const auto fields = scenario_fields();
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const FieldDoc& field) {
    return is_of(field.path, path);
  });
  return at == fields.end() ? std::nullopt : std::optional(at->type);
}

std::string with_unit(std::string number, const FieldType& type) {
  return type.unit.empty() ? number : fmt::format("{} {}", number, type.unit);
}

// Of one of the field's own unit.
double base_of_one(FieldType type) {
  if (type.kind == FieldKind::kYearMonth) {
    return 1;
  }
  type.min = -std::numeric_limits<double>::max();
  type.max = std::numeric_limits<double>::max();
  return parse_scalar(type, with_unit("1", type), false, "one").value.value();
}

std::string month_text(double at) {
  return to_string(scalar_from<YearMonth>(at));
}

}  // namespace

bool ScalarField::is_whole() const {
  return type.kind == FieldKind::kInteger || type.kind == FieldKind::kMonths ||
         type.kind == FieldKind::kYearMonth;
}

std::string ScalarField::yaml(double at) const {
  if (type.kind == FieldKind::kYearMonth) {
    return month_text(at);
  }
  // With an exponent: "10.125 USD" would be refused, as its point may be one between thousands.
  return with_unit(is_whole() ? fmt::format("{:.0f}", at) : fmt::format("{:.16e}", at), type);
}

std::string ScalarField::text(double at) const {
  constexpr double kGrouped = 1e4;
  if (type.kind == FieldKind::kYearMonth) {
    return month_text(at);
  }
  std::string number = fmt::format("{:.8g}", at);
  if (std::abs(at) >= kGrouped && number.find('e') == std::string::npos) {
    const auto point = std::min(number.find('.'), number.size());
    for (auto place = static_cast<std::ptrdiff_t>(point) - 3; place > (at < 0 ? 1 : 0);
         place -= 3) {
      number.insert(static_cast<std::size_t>(place), ",");
    }
  }
  return with_unit(std::move(number), type);
}

std::optional<ScalarField> scalar_field(const Scenario& scenario, const std::string& path) {
  Finder finder(path);
  describe(finder, scenario);
  const auto& found = finder.found();
  const auto type = found ? std::optional(found->type) : type_at(path);
  if (!type || !is_number(type->kind)) {
    return std::nullopt;
  }
  return ScalarField{path, *type,
                     found ? std::optional(found->base / base_of_one(*type)) : std::nullopt};
}

std::optional<double> parse_value(const ScalarField& field,
                                  std::string_view text,
                                  const Place& place,
                                  Diagnostics& diagnostics) {
  const auto parsed = parse_scalar(field.type, text, false, field.path);
  if (!parsed.value) {
    diagnostics.error(place, parsed.message, parsed.hint);
    return std::nullopt;
  }
  return *parsed.value / base_of_one(field.type);
}

}  // namespace costwright
