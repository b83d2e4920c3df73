#include "gui/jobs/run_controller.h"

#include <exception>
#include <utility>

#include "study/inputs/scenario_text.h"

namespace costwright::gui {
namespace {

constexpr int kPollMs = 50;

// Same simulations over the same months: what a changed price leaves alone.
bool only_money_differs(const study::RunResult& a, const study::RunResult& b) {
  const Scenario& x = a.loaded.scenario;
  const Scenario& y = b.loaded.scenario;
  return x.start == y.start && x.horizon.count == y.horizon.count && same_physics(a.plan, b.plan);
}

// What the models throw on a broken precondition must not end the window.
template <class Work>
void guarded(Diagnostics& diagnostics, const std::string& path, const Work& work) {
  try {
    work();
  } catch (const sim::Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    diagnostics.error({path}, std::string("internal error: ") + error.what(),
                      "please report it with this scenario");
  }
}

}  // namespace

RunController::RunController(RunSettings settings, QObject* parent)
    : QObject(parent), settings_(std::move(settings)) {
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, &RunController::check);
  connect(&poll_, &QTimer::timeout, this, [this] {
    Q_EMIT progressed(share_);
  });
}

study::RunOptions RunController::options() const {
  study::RunOptions made;
  made.data_folder = settings_.data_folder;
  made.cache_folder = settings_.cache_folder;
  made.threads = settings_.threads;
  made.text = text_.toStdString();
  return made;
}

void RunController::set_fit(Fit fit) {
  if (std::exchange(fit_, fit) != fit) {
    Q_EMIT fit_changed();
  }
}

void RunController::set_text(const QString& path, const QString& text) {
  path_ = path;
  text_ = text;
  ++newest_check_;  // what is being checked is old
  pause_.start(settings_.check_after_ms);
}

void RunController::check() {
  const quint64 id = ++newest_check_;
  check_worker_.submit(
      [this, id, how = options(), path = path_.toStdString()](const std::stop_token&) {
        Diagnostics diagnostics;
        auto checked = std::make_shared<std::optional<study::RunResult>>();
        guarded(diagnostics, path, [&] {
          *checked = check_scenario(path, how, diagnostics);
        });
        QMetaObject::invokeMethod(
            this,
            [this, id, checked, all = diagnostics.all()] {
              if (id == newest_check_) {
                take_check(std::move(*checked), all);
              }
            },
            Qt::QueuedConnection);
      });
}

void RunController::take_check(std::optional<study::RunResult> found,
                               const std::vector<Diagnostic>& diagnostics) {
  if (found) {
    catalogue_prices_ = found->ledger.catalogue_prices;
  }
  Q_EMIT checked(diagnostics);
  if (!results_) {
    return;
  }
  if (!found) {
    set_fit(Fit::kStale);
    return;
  }
  if (results_text_ == text_ && !is_slid_) {
    set_fit(Fit::kCurrent);
    return;
  }
  if (only_money_differs(results_->result, *found) && !found->plan.runs.empty()) {
    Diagnostics unheard;  // said by the check
    results_->result.catalog = std::move(found->catalog);
    results_->result.catalog_digest = found->catalog_digest;
    results_->result.plan_facts = std::move(found->plan_facts);
    price_again(std::move(found->loaded), unheard);
    results_text_ = text_;
    is_slid_ = false;
    set_fit(Fit::kCurrent);
    Q_EMIT results_changed();
    return;
  }
  set_fit(Fit::kStale);
  if (reruns_) {
    run();
  }
}

void RunController::price_again(LoadedScenario loaded, Diagnostics& diagnostics) {
  reprice(results_->result, std::move(loaded), diagnostics);
  results_->outcome = outcome_of(results_->result);
}

void RunController::run() {
  const quint64 id = ++newest_run_;
  run_text_ = text_;
  share_ = 0;
  study::RunOptions wanted = options();
  wanted.progress = [this](double share) {
    share_ = share;
  };
  run_worker_.submit([this, id, how = std::move(wanted),
                      path = path_.toStdString()](const std::stop_token& stop) mutable {
    how.stop = stop;
    Diagnostics diagnostics;
    auto finished = std::make_shared<FinishedRun>();
    bool good = false;
    try {
      guarded(diagnostics, path, [&] {
        if (auto result = run_scenario(path, how, diagnostics)) {
          finished->result = std::move(*result);
          finished->outcome = outcome_of(finished->result);
          good = true;
        }
      });
    } catch (const sim::Cancelled&) {
      return;  // whoever stopped it knows
    }
    QMetaObject::invokeMethod(
        this,
        [this, id, finished = good ? finished : nullptr, diagnostics] {
          if (id == newest_run_ && running_ == id) {
            take_run(finished, diagnostics);
          }
        },
        Qt::QueuedConnection);
  });
  const bool was_running = std::exchange(running_, id) != 0;
  if (!was_running) {
    poll_.start(kPollMs);
    Q_EMIT running_changed(true);
  }
}

void RunController::take_run(std::shared_ptr<FinishedRun> finished,
                             const Diagnostics& diagnostics) {
  end_run();
  if (!finished) {
    Q_EMIT checked(diagnostics.all());
    Q_EMIT failed(QString::fromStdString(diagnostics.text()));
    return;
  }
  results_ = std::make_unique<FinishedRun>(std::move(*finished));
  results_text_ = run_text_;
  is_slid_ = false;
  catalogue_prices_ = results_->result.ledger.catalogue_prices;
  const bool is_current = results_text_ == text_;
  set_fit(is_current ? Fit::kCurrent : Fit::kStale);
  Q_EMIT results_changed();
  if (!is_current) {
    pause_.start(0);  // what was typed meanwhile may be money only
  }
}

void RunController::end_run() {
  running_ = 0;
  poll_.stop();
  Q_EMIT running_changed(false);
}

void RunController::cancel() {
  if (running_ != 0) {
    ++newest_run_;
    run_worker_.stop();
    end_run();
  }
}

void RunController::forget() {
  cancel();
  ++newest_class_;
  results_.reset();
  money_field_.clear();
  catalogue_prices_.clear();
  set_fit(Fit::kNone);
}

void RunController::classify(const QString& field, const QString& value) {
  const quint64 id = ++newest_class_;
  money_field_.clear();
  study::RunOptions changed = options();
  changed.overrides.push_back({field.toStdString(), value.toStdString()});
  class_worker_.submit([this, id, field, plain = options(), changed,
                        path = path_.toStdString()](const std::stop_token&) {
    Diagnostics diagnostics;
    bool is_money = false;
    guarded(diagnostics, path, [&] {
      const auto a = check_scenario(path, plain, diagnostics);
      const auto b = check_scenario(path, changed, diagnostics);
      is_money = a && b && only_money_differs(*a, *b);
    });
    QMetaObject::invokeMethod(
        this,
        [this, id, field, is_money] {
          if (id == newest_class_) {
            money_field_ = is_money ? field : QString();
            Q_EMIT classified(field, is_money);
          }
        },
        Qt::QueuedConnection);
  });
}

bool RunController::reprice_field(const QString& field, const QString& value) {
  if (!results_ || money_field_ != field || results_text_ != text_) {
    return false;
  }
  Diagnostics diagnostics;
  auto loaded = load_scenario_text(text_.toStdString(), path_.toStdString(),
                                   {{field.toStdString(), value.toStdString()}}, diagnostics);
  if (!loaded) {
    return false;
  }
  price_again(std::move(*loaded), diagnostics);
  is_slid_ = true;
  Q_EMIT results_changed();
  return true;
}

}  // namespace costwright::gui
