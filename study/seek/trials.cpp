#include "study/seek/trials.h"

#include "core/scenario/loaded.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

// The file as written has a name too, under which its variants are left alone.
ScenarioSource of_one_variant(ScenarioSource source) {
  source.variant = source.variant.empty() ? "base" : source.variant;
  return source;
}

// What the reader says of a path that it does not know, as said of --vary.
void explain(const ScenarioSource& source, const std::string& path, Diagnostics& diagnostics) {
  Diagnostics told;
  ScenarioSource with_it = of_one_variant(source);
  with_it.overrides.push_back({path, "1"});
  read_scenario(with_it, told);
  const Place place{fmt::format("--vary {}", path)};
  for (const Diagnostic& one : told.all()) {
    if (one.place.file == fmt::format("--set {}", path)) {
      diagnostics.error(place, one.message, one.hint);
    }
  }
  if (!diagnostics.has_errors()) {
    diagnostics.error(place, "no field with a number stands there",
                      "name a single value, e.g. fleet.h100.owned.price");
  }
}

}  // namespace

Trials::Trials(const Inputs& inputs,
               ScenarioSource source,
               std::optional<ScalarField> field,
               const EvaluateOptions& options)
    : inputs_(inputs),
      source_(of_one_variant(std::move(source))),
      field_(std::move(field)),
      options_(options) {}

const Evaluation* Trials::at(double value, Trying how, Diagnostics& told) {
  auto& last = last_[static_cast<std::size_t>(how)];
  auto options = options_;
  options.known = last ? &*last : options.known;
  auto scenario = loaded(value, how, told);
  auto made = scenario ? evaluate(inputs_, std::move(*scenario), options, told) : std::nullopt;
  ++evaluated_;
  if (!made) {
    return nullptr;
  }
  simulated_ += made->simulated;
  last = std::move(made);
  return &*last;
}

bool Trials::change_physics(double one, double other) const {
  const auto a = checked(one);
  const auto b = checked(other);
  if (a && b && a->plan->simulations.empty() && b->plan->simulations.empty()) {
    return false;
  }
  return !a || !b || !same_simulations(*a, *b);
}

std::optional<LoadedScenario> Trials::loaded(double value, Trying how, Diagnostics& told) const {
  ScenarioSource source = source_;
  if (field_) {
    source.overrides.push_back({field_->path, field_->yaml(value)});
  }
  if (how == Trying::kQuick) {
    source.overrides.push_back({"simulation.effort", "quick"});
  }
  return read_scenario(source, told);
}

std::optional<Evaluation> Trials::checked(double value) const {
  Diagnostics unheard;
  auto scenario = loaded(value, Trying::kOwn, unheard);
  return scenario ? check(inputs_, std::move(*scenario), unheard) : std::nullopt;
}

std::optional<Varied> varied(const Inputs& inputs,
                             const ScenarioSource& source,
                             const std::string& path,
                             Diagnostics& diagnostics) {
  auto scenario = read_scenario(source, diagnostics);
  if (!scenario || !check(inputs, *scenario, diagnostics)) {
    return std::nullopt;
  }
  auto field = scalar_field(scenario->scenario, path);
  if (!field) {
    explain(source, path, diagnostics);
    return std::nullopt;
  }
  return Varied{std::move(*scenario), std::move(*field)};
}

std::vector<std::string> conditions_of(const Outcome& outcome) {
  std::vector<std::string> conditions;
  for (const WorkloadOutcome& workload : outcome.workloads) {
    if (!workload.saturated.empty()) {
      conditions.push_back(fmt::format("{}: demand above capacity", workload.name));
    }
    if (!workload.below_slo.empty()) {
      conditions.push_back(fmt::format("{}: below its SLO", workload.name));
    }
  }
  if (outcome.mark == Mark::kExtrapolated) {
    conditions.emplace_back("figures are extrapolated");
  }
  return conditions;
}

}  // namespace costwright::study
