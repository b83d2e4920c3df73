#pragma once
// What a random workload is made of beyond the plain engine: order of the queue, prefix cache,
// routers, response cache, changes of the fleet; and the dice that both parts throw.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/clock/random.h"
#include "tests/sim/random_workload.h"

namespace costwright::testing {
using namespace sim;

// A private sequence of draws.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}
  double uniform() { return draw_uniform(seed_, Purpose::kTest, 0, index_++); }
  bool chance(double p) { return uniform() < p; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(uniform() * static_cast<double>(high - low + 1));
  }
  double log_between(double low, double high) {
    return low * portable_exp(uniform() * portable_log(high / low));
  }
  std::int64_t log_integer(std::int64_t low, std::int64_t high) {
    const double x = log_between(static_cast<double>(low), static_cast<double>(high) + 0.99);
    return std::min(high, static_cast<std::int64_t>(x));
  }
  template <class T>
  T pick(const std::vector<T>& options) {
    return options[static_cast<std::size_t>(
        between(0, static_cast<std::int64_t>(options.size()) - 1))];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t index_ = 0;
};

// The scale of things: everything else is drawn around it.
struct Scale {
  std::int64_t max_input = 1, max_output = 1, count = 1;
  Ps quantum = 1;  // every coefficient and every arrival is a multiple of it
  Ps base = 1;     // what an iteration lasts at least
  Ps origin = 0;   // the clock when the stream begins

  Ps rounded(double ps) const {
    return static_cast<Ps>(std::max(0.0, ps) / static_cast<double>(quantum)) * quantum;
  }
};

// A third of the workloads stay plain, most others get one to three features, some get all.
void add_features(Workload& w, const Scale& scale, Dice& dice);
bool has_features(const Workload& w);

}  // namespace costwright::testing
