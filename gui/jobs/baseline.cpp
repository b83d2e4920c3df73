#include "gui/jobs/baseline.h"

#include <utility>

#include "core/scenario/scenario.h"
#include "gui/jobs/evaluate_source.h"
#include "gui/jobs/guarded.h"
#include "study/compare/variants.h"

namespace costwright::gui {

Baseline::Baseline(RunController& controller, QObject* parent)
    : QObject(parent), controller_(controller), again_job_(this), bridge_job_(this) {
  connect(&controller_, &RunController::results_changed, this, &Baseline::forget_comparison);
}

void Baseline::forget_comparison() {
  comparison_.reset();
  cash_.reset();
  forget_bridge();
}

void Baseline::pin() {
  if (controller_.results() != nullptr && !controller_.is_first_look()) {
    again_job_.cancel();
    pinned_ = {controller_.results_source(), *controller_.results()};
    ++pins_;
    forget_comparison();
    Q_EMIT pinned_changed();
  }
}

void Baseline::unpin() {
  again_job_.cancel();
  pinned_.reset();
  ++pins_;
  forget_comparison();
  Q_EMIT pinned_changed();
}

void Baseline::pin_again(const study::ScenarioSource& source) {
  again_job_.submit(
      [source, tools = controller_.tools()](const std::stop_token& stop, const auto& tell) {
        Diagnostics unheard;  // it was good then
        tell(evaluated(tools, source, stop, unheard));
      },
      [this, source](std::optional<study::Evaluation> found) {
        if (found && !pinned_) {
          pinned_ = {source, std::move(*found)};
          ++pins_;
          forget_comparison();
          Q_EMIT pinned_changed();
        }
      });
}

QString Baseline::name() const {
  if (!pinned_) {
    return {};
  }
  const QString name = QString::fromStdString(pinned_->evaluation.scenario().name);
  const QString variant = QString::fromStdString(pinned_->source.variant);
  return variant.isEmpty() ? name : name + ", " + variant;
}

const study::Comparison* Baseline::comparison() {
  if (!pinned_ || controller_.results() == nullptr) {
    return nullptr;
  }
  if (!comparison_) {
    comparison_ = study::compare(both());
  }
  return &*comparison_;
}

const Table* Baseline::cash() {
  if (!pinned_ || controller_.results() == nullptr) {
    return nullptr;
  }
  if (!cash_) {
    cash_ = study::cumulative_cash(both());
  }
  return &*cash_;
}

std::vector<study::Alternative> Baseline::both() const {
  return {{"baseline", pinned_->evaluation}, {"now", *controller_.results()}};
}

void Baseline::make_bridge(const study::MetricName& metric, bool shapley) {
  bridge_job_.submit(
      [from = study::BridgeEnd{"baseline", pinned_->source},
       to = study::BridgeEnd{"now", controller_.results_source()},
       request = study::BridgeRequest{metric, shapley},
       tools = controller_.tools()](const std::stop_token& stop, const auto& tell) {
        Told told;
        guarded(told.diagnostics, to.source.path, [&] {
          told.bridge = study::bridge(
              *tools.inputs, from, to, request,
              {.remembered = tools.remembered.get(), .threads = tools.threads, .stop = stop},
              told.diagnostics);
        });
        tell(std::move(told));
      },
      [this](const Told& told) {
        take_bridge(told);
      });
}

void Baseline::take_bridge(const Told& told) {
  if (told.bridge) {
    Q_EMIT bridged(*told.bridge);
  } else {
    Q_EMIT bridge_failed(QString::fromStdString(told.diagnostics.text()).trimmed());
  }
}

}  // namespace costwright::gui
