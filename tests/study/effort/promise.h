#pragma once
// What an effort promises (docs/performance.md), and how a figure of it is held to that: against
// the mean of the same figure over several seeds of everything simulated.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/policies.h"

namespace costwright::study {
struct Evaluation;
}

namespace costwright::testing {

enum class FigureScope { kHorizon, kMonth };
inline constexpr std::array<std::string_view, 2> kFigureScopes = {"horizon", "month"};
enum class FigureKind { kMoney, kMean, kPercentile, kRequests };
inline constexpr std::array<std::string_view, 4> kFigureKinds = {"money", "mean", "percentile",
                                                                 "requests"};

// A figure that the reports show, at the predicted speed.
struct Figure {
  FigureScope scope{};
  FigureKind kind{};
  std::string name;  // "2027-03 ttft_p99[chat]"
  double value{};    // NaN: there is none
};
// TCO; each month's expense; kWh and device-hours on, mean and p50 to p99 of TTFT, TPOT, ITL and
// E2E of every workload, of the horizon and of each month. In the same order for every seed and
// effort of a scenario.
std::vector<Figure> figures_of(const study::Evaluation& evaluation);
// Requests that were simulated, at all speeds, with the prediction of how many `full` would have.
struct SimulatedShare {
  double simulated{}, of_full{};
};
SimulatedShare simulated_share(const study::Evaluation& evaluation);

struct Reference {
  double mean{}, standard_error{};
};
// By figure; of each seed's figures.
std::vector<Reference> references_of(const std::vector<std::vector<Figure>>& by_seed);

// Largest relative difference that is promised. `full` is asked what standard is: what one seed of
// it is worth.
double stated_precision(Effort effort, FigureKind kind);

struct Judged {
  Effort effort{};
  Figure figure;
  Reference reference;
  // Not known well enough to judge by: its standard error exceeds a third of what is stated.
  bool is_uncertain() const;
  double times_stated() const;  // how many times the stated precision it is off
};
std::vector<Judged> judged(Effort effort,
                           const std::vector<Figure>& figures,
                           const std::vector<Reference>& references);

// How many figures keep the promise. Those without a reference are not counted.
class Tally {
 public:
  void add(const Judged& one, const std::string& scenario);
  int certain() const { return certain_; }
  int uncertain() const { return uncertain_; }
  double share_within() const { return share(within_); }
  double share_within_three() const { return share(within_three_); }
  double worst() const { return worst_; }  // times stated
  const std::string& worst_figure() const { return worst_figure_; }

 private:
  double share(int count) const {
    return certain_ == 0 ? 1 : static_cast<double>(count) / certain_;
  }
  int certain_ = 0, uncertain_ = 0, within_ = 0, within_three_ = 0;
  double worst_ = 0;
  std::string worst_figure_;
};

}  // namespace costwright::testing
