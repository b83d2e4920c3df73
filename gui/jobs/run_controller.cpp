#include "gui/jobs/run_controller.h"

#include <algorithm>
#include <utility>

#include "core/scenario/loaded.h"
#include "gui/jobs/guarded.h"

namespace costwright::gui {
namespace {

constexpr int kPollMs = 50;

std::optional<study::Evaluation> checked_scenario(const study::Inputs& inputs,
                                                  const study::ScenarioSource& source,
                                                  Diagnostics& diagnostics) {
  auto loaded = read_scenario(source, diagnostics);
  return loaded ? study::check(inputs, std::move(*loaded), diagnostics) : std::nullopt;
}

// Of a field, by what changes with it.
LeverKind kind_of(const study::Inputs& inputs,
                  const study::Evaluation& as_written,
                  study::ScenarioSource changed,
                  const Override& value) {
  Diagnostics unheard;
  changed.overrides.push_back(value);
  const auto other = checked_scenario(inputs, changed, unheard);
  if (!other) {
    return LeverKind::kUnknown;
  }
  return same_simulations(as_written, *other) ? LeverKind::kPrice : LeverKind::kPhysics;
}

std::map<std::string, LeverKind> kinds_of(const study::Inputs& inputs,
                                          const study::ScenarioSource& plain,
                                          const std::vector<Override>& asked,
                                          const std::stop_token& stop) {
  std::map<std::string, LeverKind> kinds;
  Diagnostics unheard;
  guarded(unheard, plain.path, [&] {
    const auto as_written = checked_scenario(inputs, plain, unheard);
    for (const Override& value : asked) {
      LeverKind& kind = kinds.emplace(value.path, LeverKind::kUnknown).first->second;
      if (as_written && kind == LeverKind::kUnknown && !stop.stop_requested()) {
        kind = kind_of(inputs, *as_written, plain, value);
      }
    }
  });
  return kinds;
}

// What is wrong with the text itself, where its levers may be what is.
std::optional<Diagnostics> said_of_text(bool is_answered,
                                        const study::Inputs& inputs,
                                        study::ScenarioSource source) {
  if (is_answered || source.overrides.empty()) {
    return std::nullopt;
  }
  Diagnostics diagnostics;
  source.overrides.clear();
  checked_scenario(inputs, source, diagnostics);
  return diagnostics;
}

bool is_same(const std::vector<Override>& a, const std::vector<Override>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.path == y.path && x.value == y.value;
  });
}

bool has(const std::vector<Override>& levers, const Override& wanted) {
  return std::any_of(levers.begin(), levers.end(), [&](const Override& lever) {
    return lever.path == wanted.path && lever.value == wanted.value;
  });
}

// Of a lever, not of the text.
bool is_of_override(const Diagnostic& diagnostic) {
  return diagnostic.place.file.starts_with("--set ");
}

std::optional<study::Evaluation> refined(const study::Inputs& inputs,
                                         const study::ScenarioSource& source,
                                         const study::EvaluateOptions& options,
                                         const study::FirstLook& look,
                                         Diagnostics& diagnostics) {
  auto loaded = read_scenario(source, diagnostics);
  return loaded ? evaluate_after_look(inputs, std::move(*loaded), options, look, diagnostics)
                : std::nullopt;
}

}  // namespace

RunController::RunController(RunSettings settings, QObject* parent)
    : QObject(parent),
      settings_(std::move(settings)),
      remembered_(std::make_shared<const study::Memory>(settings_.cache_folder)),
      check_job_(this),
      run_job_(this),
      class_job_(this) {
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, &RunController::check);
  connect(&poll_, &QTimer::timeout, this, [this] {
    Q_EMIT progressed(share_);
  });
}

study::ScenarioSource RunController::source_of(const Basis& basis) const {
  return {path_.toStdString(), basis.text.toStdString(), basis.levers, basis.variant.toStdString()};
}

study::ScenarioSource RunController::source() const {
  return source_of(now_);
}

study::ScenarioSource RunController::results_source() const {
  study::ScenarioSource shown = source_of(results_are_of_);
  if (is_first_look_) {
    shown.overrides.push_back({"simulation.effort", "quick"});
  }
  return shown;
}

Tools RunController::tools() {
  return {inputs(), remembered_, settings_.threads, settings_.cache_folder};
}

std::shared_ptr<const study::Inputs> RunController::inputs() {
  if (inputs_ == nullptr || !inputs_->is_current()) {
    inputs_ = std::make_shared<const study::Inputs>(settings_.data_folder);
  }
  return inputs_;
}

std::shared_ptr<const study::CatalogInput> RunController::catalog() {
  Diagnostics unheard;  // a check says it
  return inputs()->catalog(results_ ? *results_->loaded : LoadedScenario{}, unheard);
}

void RunController::set_fit(Fit fit) {
  if (std::exchange(fit_, fit) != fit) {
    Q_EMIT fit_changed();
  }
}

void RunController::wait_for_pause(int milliseconds) {
  lever_problem_.reset();
  check_job_.forget();  // what is being checked is old
  pause_.start(milliseconds);
}

void RunController::set_text(const QString& path, const QString& text) {
  path_ = path;
  now_.text = text;
  wait_for_pause(settings_.check_after_ms);
}

void RunController::set_variant(const QString& variant) {
  if (std::exchange(now_.variant, variant) != variant) {
    wait_for_pause(0);
  }
}

bool RunController::is_same_text(const Basis& a, const Basis& b) {
  return a.text == b.text && a.variant == b.variant;
}

bool RunController::is_wanted(const Basis& basis) const {
  return is_same_text(basis, now_) && is_same(basis.levers, now_.levers);
}

// From the results to the levers of now only what is money changes, set or taken back.
bool RunController::are_priced_alone() const {
  const auto is_money_or_in = [&](const std::vector<Override>& others) {
    return [&](const Override& lever) {
      return has(others, lever) || money_fields_.contains(lever.path);
    };
  };
  return std::all_of(now_.levers.begin(), now_.levers.end(),
                     is_money_or_in(results_are_of_.levers)) &&
         std::all_of(results_are_of_.levers.begin(), results_are_of_.levers.end(),
                     is_money_or_in(now_.levers));
}

bool RunController::set_levers(std::vector<Override> levers) {
  if (is_same(levers, now_.levers)) {
    return false;
  }
  now_.levers = std::move(levers);
  wait_for_pause(settings_.check_after_ms);
  if (!results_ || !is_same_text(results_are_of_, now_) || !is_classified() ||
      !are_priced_alone()) {
    return false;
  }
  Diagnostics diagnostics;
  auto loaded = read_scenario(source(), diagnostics);
  if (!loaded || !evaluate_again(std::move(*loaded))) {
    return false;
  }
  results_are_of_ = now_;
  drop_unwanted_run();
  set_fit(Fit::kCurrent);
  Q_EMIT results_changed();
  return true;
}

// Its answer would replace results that are the wanted ones by others.
void RunController::drop_unwanted_run() {
  if (is_running_ && !is_first_look_ && !is_wanted(run_)) {
    run_job_.cancel();
    end_run();
  }
}

void RunController::check() {
  check_job_.submit(
      [source = source(), inputs = inputs()](const std::stop_token&, const auto& tell) {
        Told told;
        guarded(told.diagnostics, source.path, [&] {
          told.answer = checked_scenario(*inputs, source, told.diagnostics);
          told.of_text = said_of_text(told.answer.has_value(), *inputs, source);
        });
        tell(std::move(told));
      },
      [this](Told told) {
        take_check(std::move(told));
      });
}

// What a lever states is in the text's catalogue prices no more, but the text does not state it.
void RunController::take_catalogue_prices(std::vector<CataloguePrice> prices) {
  for (const CataloguePrice& known : catalogue_prices_) {
    const auto is_it = [&](const auto& other) {
      return other.path == known.path;
    };
    if (std::any_of(now_.levers.begin(), now_.levers.end(), is_it) &&
        std::none_of(prices.begin(), prices.end(), is_it)) {
      prices.push_back(known);
    }
  }
  catalogue_prices_ = std::move(prices);
}

// What the levers cause is theirs: the text's list of problems does not have it.
void RunController::tell_check(const Told& told) {
  std::vector<Diagnostic> of_text = told.of_text.value_or(told.diagnostics).all();
  std::erase_if(of_text, is_of_override);
  const bool is_text_faulty = std::any_of(of_text.begin(), of_text.end(), [](const auto& said) {
    return said.severity == Severity::kError;
  });
  lever_problem_ =
      QString::fromStdString(is_text_faulty && told.of_text ? told.of_text->first_error()
                                                            : told.diagnostics.first_error());
  Q_EMIT checked(of_text);
  Q_EMIT levers_checked(*lever_problem_);
}

void RunController::take_check(Told told) {
  if (told.answer) {
    take_catalogue_prices(told.answer->ledger.catalogue_prices);
    variants_ = told.answer->loaded->variants;
  }
  tell_check(told);
  if (told.answer && !is_classified()) {
    ask_kinds();
  }
  if (!results_) {
    return;
  }
  if (!told.answer) {
    set_fit(Fit::kStale);
    return;
  }
  if (is_wanted(results_are_of_)) {
    drop_unwanted_run();
    set_fit(Fit::kCurrent);
    return;
  }
  if (!results_->usages.empty() && same_simulations(*results_, *told.answer) &&
      evaluate_again(*told.answer->loaded)) {
    results_are_of_ = now_;
    set_fit(Fit::kCurrent);
    Q_EMIT results_changed();
    return;
  }
  set_fit(Fit::kStale);
  if (reruns_ && !(is_running_ && is_wanted(run_))) {
    run();
  }
}

bool RunController::evaluate_again(LoadedScenario loaded) {
  Diagnostics unheard;  // the check of the text says it
  loaded.scenario.simulation.effort = results_->scenario().simulation.effort;
  auto found = evaluate(
      *inputs(), std::move(loaded),
      {.known = results_.get(), .remembered = remembered_.get(), .threads = settings_.threads},
      unheard);
  if (found) {
    found->simulated = results_->simulated;
    found->from_cache = results_->from_cache;
    *results_ = std::move(*found);
  }
  return found.has_value();
}

void RunController::run() {
  run_ = now_;
  share_ = 0;
  run_job_.submit(
      [this, source = source(), tools = tools()](const std::stop_token& stop, const auto& tell) {
        const auto progress = [this](double share) {
          share_ = share;
        };
        Told told;
        guarded(told.diagnostics, source.path, [&] {
          told.answer = refined(
              *tools.inputs, source,
              {.remembered = tools.remembered.get(),
               .threads = tools.threads,
               .stop = stop,
               .progress = progress},
              [&](study::Evaluation at_quick_effort) {
                tell({std::move(at_quick_effort), {}, true});
              },
              told.diagnostics);
          told.of_text = said_of_text(told.answer.has_value(), *tools.inputs, source);
        });
        tell(std::move(told));
      },
      [this](Told told) {
        take_run(std::move(told));
      });
  if (!std::exchange(is_running_, true)) {
    poll_.start(kPollMs);
    Q_EMIT running_changed(true);
  }
}

void RunController::take_run(Told told) {
  if (!told.answer) {
    give_up();
    tell_check(told);
    Q_EMIT failed(QString::fromStdString(told.diagnostics.text()));
    return;
  }
  if (!told.is_first_look) {
    end_run();
  }
  results_ = std::make_unique<study::Evaluation>(std::move(*told.answer));
  is_first_look_ = told.is_first_look;
  results_are_of_ = run_;
  take_catalogue_prices(results_->ledger.catalogue_prices);
  variants_ = results_->loaded->variants;
  const bool is_current = is_wanted(results_are_of_);
  set_fit(is_current ? Fit::kCurrent : Fit::kStale);
  Q_EMIT results_changed();
  if (!is_running_) {
    Q_EMIT answered();
  }
  if (!is_current) {
    pause_.start(0);  // what was typed meanwhile may need no simulation
  }
}

void RunController::end_run() {
  is_running_ = false;
  poll_.stop();
  Q_EMIT running_changed(false);
}

void RunController::give_up() {
  end_run();
  if (is_first_look_) {  // nothing better is coming
    Q_EMIT results_changed();
  }
}

void RunController::cancel() {
  if (is_running_) {
    run_job_.cancel();
    give_up();
  }
}

void RunController::forget() {
  cancel();
  class_job_.forget();
  results_.reset();
  is_first_look_ = false;
  money_fields_.clear();
  classified_text_.clear();
  classified_variant_.clear();
  now_.levers.clear();
  now_.variant.clear();
  results_are_of_ = {};
  variants_.clear();
  catalogue_prices_.clear();
  set_fit(Fit::kNone);
}

bool RunController::is_classified() const {
  return classified_text_ == now_.text && classified_variant_ == now_.variant;
}

void RunController::classify(std::vector<Override> values) {
  asked_ = std::move(values);
  ask_kinds();
}

void RunController::ask_kinds() {
  money_fields_.clear();
  classified_text_ = now_.text;
  classified_variant_ = now_.variant;
  if (asked_.empty()) {
    return;
  }
  class_job_.submit(
      [plain = source_of({now_.text, now_.variant, {}}), asked = asked_, inputs = inputs()](
          const std::stop_token& stop, const auto& tell) {
        tell(kinds_of(*inputs, plain, asked, stop));
      },
      [this](const Kinds& kinds) {
        for (const auto& [path, kind] : kinds) {
          if (kind == LeverKind::kPrice) {
            money_fields_.insert(path);
          }
        }
        for (const auto& [path, kind] : kinds) {
          Q_EMIT classified(QString::fromStdString(path), kind);
        }
      });
}

}  // namespace costwright::gui
