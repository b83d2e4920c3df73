#include "core/strategies/score_effect.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace costwright {
namespace {

constexpr double kNormal90 = 1.645;

// Student's t, 95th percentile, by degrees of freedom from 1; beyond the last the normal's.
double student_95(std::size_t freedom) {
  constexpr std::array<double, 10> kTable{6.314, 2.920, 2.353, 2.132, 2.015,
                                          1.943, 1.895, 1.860, 1.833, 1.812};
  return freedom <= kTable.size() ? kTable[freedom - 1] : kTable.back();
}

// "mmlu_instruct" and "mmlu_base" are one benchmark, asked of two checkpoints.
std::string_view family_of(std::string_view benchmark) {
  for (const std::string_view suffix : {"_instruct", "_base"}) {
    if (benchmark.ends_with(suffix)) {
      return benchmark.substr(0, benchmark.size() - suffix.size());
    }
  }
  return benchmark;
}

struct Published {
  double difference{}, questions{};
  bool is_own = false;
  Fact before, after;
};

std::vector<Published> published(const Catalog& catalog,
                                 std::string_view technique,
                                 std::string_view model,
                                 std::string_view benchmark) {
  std::vector<Published> all;
  for (const Row& row : catalog.rows("compression")) {
    const auto before = row.fact("score_before");
    const auto after = row.fact("score_after");
    const auto questions = row.number("questions");
    const bool is_asked = row.text("technique") == technique &&
                          family_of(row.text("benchmark")) == family_of(benchmark);
    if (is_asked && before && after && questions) {
      all.push_back({after->value - before->value, *questions,
                     row.text("model") == model && row.text("benchmark") == benchmark, *before,
                     *after});
    }
  }
  return all;
}

double spread_of(const std::vector<Published>& rows, double mean) {
  if (rows.size() == 1) {
    return std::max(std::abs(mean), 1.0);
  }
  double squares = 0;
  for (const Published& row : rows) {
    squares += (row.difference - mean) * (row.difference - mean);
  }
  const auto count = static_cast<double>(rows.size());
  return student_95(rows.size() - 1) * std::sqrt(squares / (count - 1)) * std::sqrt(1 + 1 / count);
}

}  // namespace

std::optional<ScoreEffect> score_effect(const Catalog& catalog,
                                        std::string_view technique,
                                        std::string_view model,
                                        std::string_view benchmark) {
  auto rows = published(catalog, technique, model, benchmark);
  if (rows.empty()) {
    return std::nullopt;
  }
  const bool has_own = std::any_of(rows.begin(), rows.end(), [](const Published& row) {
    return row.is_own;
  });
  if (has_own) {
    std::erase_if(rows, [](const Published& row) {
      return !row.is_own;
    });
  }
  ScoreEffect effect{.is_transferred = !has_own, .facts = {}};
  effect.questions = rows.front().questions;
  for (const Published& row : rows) {
    effect.points += row.difference / static_cast<double>(rows.size());
    effect.questions = std::min(effect.questions, row.questions);
    effect.facts.push_back(row.before);
    effect.facts.push_back(row.after);
  }
  if (!has_own) {
    effect.spread = spread_of(rows, effect.points);
    effect.points = std::min(effect.points, 0.0);
  }
  return effect;
}

double score_interval(double percent, const std::vector<ScoreEffect>& effects) {
  const double p = std::clamp(percent / 100, 0.0, 1.0);
  double squares = 0;
  for (const ScoreEffect& effect : effects) {
    const double questions = 100 * kNormal90 * std::sqrt(p * (1 - p) / effect.questions);
    squares += questions * questions + effect.spread * effect.spread;
  }
  return std::sqrt(squares);
}

}  // namespace costwright
