#include <cstdio>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"
#include "study/seek/goal_seek.h"
#include "study/seek/size.h"

namespace costwright::cli {
namespace {

// What both verbs have in common: a scenario whose field is varied, and an answer to print.
class Seek {
 public:
  Seek(const Options& options, const std::string& data)
      : options_(options),
        source_{options.scenario, {}, {}, options.variant},
        inputs_(data),
        cache_(options.no_cache ? "" : study::UsageCache::default_folder()) {}

  int goal() {
    const study::SeekRequest request{options_.vary, options_.so_that, options_.from,
                                     options_.to,   options_.points,  options_.against};
    const auto found = has_source()
                           ? study::goal_seek(inputs_, source_, request, how(), diagnostics_)
                           : std::nullopt;
    return found ? print(options_.json ? goal_seek_json(*found) : goal_seek_text(*found),
                         found->evaluated, found->simulated)
                 : wrong();
  }

  int size() {
    const study::SizeRequest request{options_.vary, options_.from, options_.to};
    const auto found = has_source() ? study::size_of(inputs_, source_, request, how(), diagnostics_)
                                    : std::nullopt;
    return found ? print(options_.json ? size_json(*found) : size_text(*found), found->evaluated,
                         found->simulated)
                 : wrong();
  }

 private:
  bool has_source() { return add_overrides(options_, source_, diagnostics_); }

  study::EvaluateOptions how() {
    study::EvaluateOptions how;
    how.remembered = &cache_;
    how.threads = options_.threads;
    how.progress = [this](double share) {
      bar_.show(share);
    };
    return how;
  }

  int print(const std::string& answer, int evaluated, int simulated) {
    std::fputs(diagnostics_.text().c_str(), stderr);
    std::fputs(answer.c_str(), stdout);
    std::fflush(stdout);
    std::fprintf(stderr, "%d scenarios evaluated, %d simulated\n", evaluated, simulated);
    return kDone;
  }

  int wrong() {
    print_diagnostics(diagnostics_);
    return kWrongInput;
  }

  const Options& options_;
  study::ScenarioSource source_;
  study::Inputs inputs_;
  study::UsageCache cache_;
  Diagnostics diagnostics_;
  ProgressBar bar_{"simulating"};
};

}  // namespace

int goalseek(const Options& options) {
  const auto data = data_folder(options);
  return data ? Seek(options, *data).goal() : kFailed;
}

int size(const Options& options) {
  const auto data = data_folder(options);
  return data ? Seek(options, *data).size() : kFailed;
}

}  // namespace costwright::cli
