#include "study/optimize/optimize.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stop_token>
#include <thread>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"

namespace costwright::cli {
namespace {

// Lock-free, so that a signal's handler may set it.
std::atomic<bool>& interrupted() {
  static std::atomic<bool> value{false};
  return value;
}
void interrupt(int signal) {
  interrupted() = true;
  std::signal(signal, SIG_DFL);
}

// While it lives the first Ctrl-C asks to stop; the next one ends the program.
class StopOnInterrupt {
 public:
  StopOnInterrupt()
      : watcher_([this](const std::stop_token& end) {
          watch(end);
        }) {
    std::signal(SIGINT, interrupt);
  }
  ~StopOnInterrupt() { std::signal(SIGINT, SIG_DFL); }
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;
  std::stop_token token() const { return source_.get_token(); }

 private:
  void watch(const std::stop_token& end) {
    constexpr std::chrono::milliseconds kOften{50};
    while (!end.stop_requested() && !interrupted()) {
      std::this_thread::sleep_for(kOften);
    }
    if (interrupted()) {
      source_.request_stop();
    }
  }

  std::stop_source source_;
  std::jthread watcher_;  // last: it ends first
};

std::vector<study::Objective> objectives_of(const Options& options, Diagnostics& diagnostics) {
  std::vector<study::Objective> objectives;
  for (const auto& [metric, is_maximised] : options.objectives) {
    if (auto objective = study::parse_objective(metric, is_maximised, diagnostics)) {
      objectives.push_back(*objective);
    }
  }
  if (options.objectives.empty()) {
    objectives.push_back(*study::parse_objective("tco", false, diagnostics));
  }
  return objectives;
}

class Optimize {
 public:
  Optimize(const Options& options, const std::string& data)
      : options_(options),
        inputs_(data),
        cache_(options.no_cache ? "" : study::UsageCache::default_folder()) {}

  int run() {
    study::ScenarioSource source{options_.scenario, {}, {}, options_.variant};
    auto request =
        add_overrides(options_, source, diagnostics_) ? request_of() : study::OptimizeRequest();
    auto found = diagnostics_.has_errors()
                     ? std::nullopt
                     : study::optimize(inputs_, source, request, how(), diagnostics_);
    if (!found) {
      print_diagnostics(diagnostics_);
      return kWrongInput;
    }
    return print(*found);
  }

 private:
  study::OptimizeRequest request_of() {
    study::OptimizeRequest request;
    request.objectives = objectives_of(options_, diagnostics_);
    objectives_ = request.objectives;
    request.subject_to = options_.limits;
    request.solver = options_.solver;
    request.seed = static_cast<std::uint64_t>(options_.search_seed);
    request.most_evaluations = static_cast<std::uint64_t>(options_.evaluations);
    request.keeps_slo = !options_.any_slo;
    request.has_baselines = !options_.no_baselines;
    if (options_.output) {
      std::error_code ignored;
      std::filesystem::create_directories(*options_.output, ignored);
      request.journal = *options_.output + "/journal.sqlite";
    }
    return request;
  }

  study::OptimizeOptions how() {
    study::OptimizeOptions how;
    how.threads = options_.threads;
    how.remembered = &cache_;
    how.stop = stop_.token();
    how.progress = [this](const solve::Summary& so_far) {
      show(so_far);
    };
    return how;
  }

  void show(const solve::Summary& so_far) const {
    if (!is_watched()) {
      return;
    }
    const std::string line = study::progress_text(so_far, objectives_);
    std::fputs(("\r\033[K" + line).c_str(), stderr);
  }

  int print(const study::Optimization& found) {
    if (is_watched()) {
      std::fputs("\r\033[K", stderr);
    }
    const bool is_written =
        !options_.output || study::write_optimization(found, *options_.output, diagnostics_);
    std::fputs(diagnostics_.text().c_str(), stderr);
    std::fputs((options_.json ? optimization_json(found) : optimization_text(found)).c_str(),
               stdout);
    std::fflush(stdout);
    return is_written ? kDone : kFailed;
  }

  const Options& options_;
  study::Inputs inputs_;
  study::Memory cache_;
  Diagnostics diagnostics_;
  std::vector<study::Objective> objectives_;
  StopOnInterrupt stop_;
};

}  // namespace

int optimize(const Options& options) {
  const auto data = data_folder(options);
  return data ? Optimize(options, *data).run() : kFailed;
}

}  // namespace costwright::cli
