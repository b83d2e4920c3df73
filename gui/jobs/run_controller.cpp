#include "gui/jobs/run_controller.h"

#include <utility>

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
      remembered_(std::make_shared<const study::UsageCache>(settings_.cache_folder)),
      check_job_(this),
      run_job_(this),
      class_job_(this) {
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, &RunController::check);
  connect(&poll_, &QTimer::timeout, this, [this] {
    Q_EMIT progressed(share_);
  });
}

study::ScenarioSource RunController::source() const {
  return {path_.toStdString(), text_.toStdString(), {}, variant_.toStdString()};
}

study::ScenarioSource RunController::results_source() const {
  study::ScenarioSource shown{
      path_.toStdString(), results_text_.toStdString(), {}, results_variant_.toStdString()};
  if (slid_) {
    shown.overrides.push_back(*slid_);
  }
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

void RunController::set_fit(Fit fit) {
  if (std::exchange(fit_, fit) != fit) {
    Q_EMIT fit_changed();
  }
}

void RunController::set_text(const QString& path, const QString& text) {
  path_ = path;
  text_ = text;
  check_job_.forget();  // what is being checked is old
  pause_.start(settings_.check_after_ms);
}

void RunController::set_variant(const QString& variant) {
  if (std::exchange(variant_, variant) != variant) {
    check_job_.forget();
    pause_.start(0);
  }
}

bool RunController::are_results_of_text() const {
  return results_text_ == text_ && results_variant_ == variant_;
}

void RunController::check() {
  check_job_.submit(
      [source = source(), inputs = inputs()](const std::stop_token&, const auto& tell) {
        Told told;
        guarded(told.diagnostics, source.path, [&] {
          told.answer = checked_scenario(*inputs, source, told.diagnostics);
        });
        tell(std::move(told));
      },
      [this](Told told) {
        take_check(std::move(told));
      });
}

void RunController::take_check(Told told) {
  if (told.answer) {
    catalogue_prices_ = told.answer->ledger.catalogue_prices;
    variants_ = told.answer->loaded.variants;
  }
  Q_EMIT checked(told.diagnostics.all());
  if (!results_) {
    return;
  }
  if (!told.answer) {
    set_fit(Fit::kStale);
    return;
  }
  if (are_results_of_text() && !slid_) {
    set_fit(Fit::kCurrent);
    return;
  }
  if (!results_->usages.empty() && same_simulations(*results_, *told.answer) &&
      evaluate_again(told.answer->loaded)) {
    results_text_ = text_;
    results_variant_ = variant_;
    slid_.reset();
    set_fit(Fit::kCurrent);
    Q_EMIT results_changed();
    return;
  }
  set_fit(Fit::kStale);
  if (reruns_) {
    run();
  }
}

bool RunController::evaluate_again(LoadedScenario loaded) {
  Diagnostics unheard;  // the check of the text says it
  loaded.scenario.simulation.effort = results_->loaded.scenario.simulation.effort;
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
  run_text_ = text_;
  run_variant_ = variant_;
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
    Q_EMIT checked(told.diagnostics.all());
    Q_EMIT failed(QString::fromStdString(told.diagnostics.text()));
    return;
  }
  if (!told.is_first_look) {
    end_run();
  }
  results_ = std::make_unique<study::Evaluation>(std::move(*told.answer));
  is_first_look_ = told.is_first_look;
  results_text_ = run_text_;
  results_variant_ = run_variant_;
  slid_.reset();
  catalogue_prices_ = results_->ledger.catalogue_prices;
  variants_ = results_->loaded.variants;
  const bool is_current = are_results_of_text();
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
  money_field_.clear();
  variant_.clear();
  variants_.clear();
  catalogue_prices_.clear();
  set_fit(Fit::kNone);
}

void RunController::classify(const QString& field, const QString& value) {
  money_field_.clear();
  study::ScenarioSource changed = source();
  changed.overrides.push_back({field.toStdString(), value.toStdString()});
  class_job_.submit(
      [plain = source(), changed, inputs = inputs()](const std::stop_token&, const auto& tell) {
        Diagnostics diagnostics;
        bool is_money = false;
        guarded(diagnostics, plain.path, [&] {
          const auto a = checked_scenario(*inputs, plain, diagnostics);
          const auto b = checked_scenario(*inputs, changed, diagnostics);
          is_money = a && b && same_simulations(*a, *b);
        });
        tell(is_money);
      },
      [this, field](bool is_money) {
        money_field_ = is_money ? field : QString();
        Q_EMIT classified(field, is_money);
      });
}

bool RunController::reprice_field(const QString& field, const QString& value) {
  if (!results_ || money_field_ != field || !are_results_of_text()) {
    return false;
  }
  Diagnostics diagnostics;
  study::ScenarioSource changed = source();
  changed.overrides.push_back({field.toStdString(), value.toStdString()});
  auto loaded = read_scenario(changed, diagnostics);
  if (!loaded || !evaluate_again(std::move(*loaded))) {
    return false;
  }
  slid_ = changed.overrides.back();
  Q_EMIT results_changed();
  return true;
}

}  // namespace costwright::gui
