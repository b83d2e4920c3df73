#include <charconv>
#include <cstdio>
#include <map>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"
#include "study/purchase/purchase_mix.h"
#include "study/seek/goal_seek.h"
#include "study/seek/size.h"

namespace costwright::cli {
namespace {

// "ashburn=40 kW"
void add_power_limit(const std::string& text,
                     std::map<std::string, std::string>& limits,
                     Diagnostics& diagnostics) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) {
    diagnostics.error({fmt::format("--power {}", text)}, "is no site and a power",
                      "write e.g. --power 'ashburn=40 kW'");
    return;
  }
  limits[text.substr(0, equals)] = text.substr(equals + 1);
}

// "own=4"
void add_most(const std::string& text, std::map<std::string, int>& most, Diagnostics& diagnostics) {
  const auto equals = text.rfind('=');
  const char* const end = text.data() + text.size();
  int count = -1;
  const bool is_read = equals != std::string::npos &&
                       std::from_chars(text.data() + equals + 1, end, count).ptr == end &&
                       count >= 0;
  if (is_read) {
    most[text.substr(0, equals)] = count;
  } else {
    diagnostics.error({fmt::format("--most {}", text)}, "is no option and a number of machines",
                      "write e.g. --most own=4");
  }
}

// What these verbs have in common: a scenario that is tried in many ways, and an answer to print.
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

  int purchase() {
    const study::MixRequest request = mix_request();
    const auto found = has_source() && !diagnostics_.has_errors()
                           ? study::purchase_mix(inputs_, source_, request, how(), diagnostics_)
                           : std::nullopt;
    if (!found) {
      return wrong();
    }
    const bool is_written =
        !options_.output || write_purchase_mix(*found, *options_.output, diagnostics_);
    print(options_.json ? purchase_mix_json(*found) : purchase_mix_text(*found), found->evaluated,
          found->simulated);
    return is_written ? kDone : kFailed;
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
  study::MixRequest mix_request() {
    study::MixRequest request;
    request.axis = options_.axis;
    request.metric = options_.objectives.empty() ? request.metric : options_.objectives[0].first;
    request.budget_a_month = options_.budget;
    for (const std::string& most : options_.most) {
      add_most(most, request.most, diagnostics_);
    }
    for (const std::string& limit : options_.kilowatts) {
      add_power_limit(limit, request.power_limits, diagnostics_);
    }
    return request;
  }

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
  study::Memory cache_;
  Diagnostics diagnostics_;
  ProgressBar bar_{"simulating"};
};

}  // namespace

int goalseek(const Options& options) {
  const auto data = data_folder(options);
  return data ? Seek(options, *data).goal() : kFailed;
}

int purchase(const Options& options) {
  const auto data = data_folder(options);
  return data ? Seek(options, *data).purchase() : kFailed;
}

int size(const Options& options) {
  const auto data = data_folder(options);
  return data ? Seek(options, *data).size() : kFailed;
}

}  // namespace costwright::cli
