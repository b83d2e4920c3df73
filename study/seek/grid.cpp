#include "study/seek/grid.h"

#include <algorithm>
#include <cmath>

namespace costwright::study {
namespace {

constexpr double kReach = 4;  // times and a part of what the field is

double whole_if_needed(const ScalarField& field, double value) {
  return field.is_whole() ? std::round(value) : value;
}

bool has_reach(const ScalarField& field) {
  return field.value.value_or(0) != 0 && field.type.kind != FieldKind::kYearMonth;
}

SeekRange around(const ScalarField& field) {
  const auto reached = [&](double factor) {
    return std::clamp(whole_if_needed(field, *field.value * factor), field.type.min,
                      field.type.max);
  };
  const double least = reached(1 / kReach);
  const double most = reached(kReach);
  return {std::min(least, most), std::max(least, most)};
}

std::optional<double> end_of(const ScalarField& field,
                             const std::string& text,
                             const char* option,
                             double otherwise,
                             Diagnostics& diagnostics) {
  return text.empty() ? std::optional(otherwise) : parse_value(field, text, {option}, diagnostics);
}

}  // namespace

std::optional<SeekRange> range_of(const ScalarField& field,
                                  const SeekRequest& request,
                                  Diagnostics& diagnostics) {
  if ((request.from.empty() || request.to.empty()) && !has_reach(field)) {
    diagnostics.error({fmt::format("--vary {}", field.path)},
                      "the scenario states no value from which a range would follow",
                      fmt::format("add --from and --to, e.g. '{}'", example_of(field.type)));
    return std::nullopt;
  }
  const SeekRange reach = has_reach(field) ? around(field) : SeekRange{};
  const auto from = end_of(field, request.from, "--from", reach.from, diagnostics);
  const auto to = end_of(field, request.to, "--to", reach.to, diagnostics);
  if (from && to && !(*from < *to)) {
    diagnostics.error({"--from, --to"}, fmt::format("nothing lies between {} and {}",
                                                    field.text(*from), field.text(*to)));
    return std::nullopt;
  }
  return from && to ? std::optional(SeekRange{*from, *to}) : std::nullopt;
}

std::vector<double> grid_of(const ScalarField& field, const SeekRange& range, int points) {
  std::vector<double> grid;
  for (int p = 0; p < points; ++p) {
    const double share = static_cast<double>(p) / (points - 1);
    const double value = range.from > 0 ? range.from * std::pow(range.to / range.from, share)
                                        : range.from + (range.to - range.from) * share;
    grid.push_back(whole_if_needed(field, p == points - 1 ? range.to : value));
  }
  grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
  return grid;
}

}  // namespace costwright::study
