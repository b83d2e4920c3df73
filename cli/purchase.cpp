#include <charconv>
#include <cstdio>
#include <filesystem>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"
#include "study/purchase/purchase_mix.h"
#include "study/seek/goal.h"

namespace costwright::cli {
namespace {

// "own=4"
void add_most(const std::string& text, study::MixRequest& request, Diagnostics& diagnostics) {
  const auto equals = text.rfind('=');
  int count = -1;
  if (equals != std::string::npos) {
    std::from_chars(text.data() + equals + 1, text.data() + text.size(), count);
  }
  if (count < 0) {
    diagnostics.error({fmt::format("--most {}", text)}, "is no option and a number of machines",
                      "write e.g. --most own=4");
    return;
  }
  request.most[text.substr(0, equals)] = count;
}

class Purchase {
 public:
  Purchase(const Options& options, const std::string& data)
      : options_(options),
        inputs_(data),
        cache_(options.no_cache ? "" : study::UsageCache::default_folder()) {}

  int run() {
    study::ScenarioSource source{options_.scenario, {}, {}, options_.variant};
    const bool is_read = add_overrides(options_, source, diagnostics_);
    const auto request = request_of(source);
    const auto mix = is_read && !diagnostics_.has_errors()
                         ? study::purchase_mix(inputs_, source, request, how(), diagnostics_)
                         : std::nullopt;
    if (!mix) {
      print_diagnostics(diagnostics_);
      return kWrongInput;
    }
    const bool is_written = !options_.output || is_kept(*mix);
    std::fputs(diagnostics_.text().c_str(), stderr);
    std::fputs((options_.json ? purchase_mix_json(*mix) : purchase_mix_text(*mix)).c_str(), stdout);
    std::fflush(stdout);
    std::fprintf(stderr, "%d scenarios evaluated, %d simulated\n", mix->evaluated, mix->simulated);
    return is_written ? kDone : kFailed;
  }

 private:
  study::MixRequest request_of(const study::ScenarioSource& source) {
    study::MixRequest request;
    request.axis = options_.axis;
    request.metric = options_.objectives.empty() ? request.metric : options_.objectives[0].first;
    for (const std::string& most : options_.most) {
      add_most(most, request, diagnostics_);
    }
    if (!options_.budget.empty()) {
      Diagnostics told;  // by the search itself
      const auto scenario = study::read_scenario(source, told);
      request.budget_a_month = study::parse_metric_value(
          options_.budget, study::metric("tco"), scenario ? scenario->scenario.currency : "USD",
          {"--budget"}, diagnostics_);
    }
    return request;
  }

  study::EvaluateOptions how() {
    study::EvaluateOptions how;
    how.remembered = &cache_;
    how.threads = options_.threads;
    how.progress = [this](double share) {
      bar_.show(share);
    };
    return how;
  }

  bool is_kept(const study::PurchaseMix& mix) {
    std::error_code ignored;
    std::filesystem::create_directories(*options_.output, ignored);
    return study::write_purchase_mix(mix, *options_.output, diagnostics_);
  }

  const Options& options_;
  study::Inputs inputs_;
  study::UsageCache cache_;
  Diagnostics diagnostics_;
  ProgressBar bar_{"simulating"};
};

}  // namespace

int purchase(const Options& options) {
  const auto data = data_folder(options);
  return data ? Purchase(options, *data).run() : kFailed;
}

}  // namespace costwright::cli
