// The jump engine against queueing theory at 95% load: 30 independent replications with fixed
// seeds, a tenth of each thrown away as warm-up; the 99% t-interval must hold the textbook mean
// wait and be narrower than 1% of it.
#include <atomic>
#include <cmath>
#include <functional>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "sim/meters/usage.h"
#include "sim/serving/engine.h"
#include "tests/sim/queueing.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr double kLoad = 0.95;
constexpr std::size_t kReplications = 30;
constexpr double kT29 = 2.756;  // Student's t, 0.995, 29 degrees of freedom
constexpr double kT28 = 2.763;  // 28: one is spent on the control's coefficient

struct System {
  std::int32_t servers = 1;
  double mean_iterations = 100;
  bool geometric = false;  // else every service takes exactly the mean
  Ps tau = 1;
  std::int64_t customers = 1;

  double mean_service() const { return mean_iterations * static_cast<double>(tau); }
  double mean_gap() const { return mean_service() / (kLoad * servers); }
  std::int64_t warm_up() const { return customers / 10; }
  Ps end() const { return static_cast<Ps>(static_cast<double>(customers) * mean_gap() * 1.2); }
};

// Streams the customers of one replication. On the way it sums the arrivals after the warm-up, and
// the waits that the same customers would have had at ONE server `servers` times as fast (Lindley,
// in units of a mean service).
class PoissonSource : public ArrivalSource {
 public:
  PoissonSource(const System& system, std::uint64_t seed)
      : system_(system), seed_(seed), scale_(-1 / portable_log(1 - 1 / system.mean_iterations)) {}

  std::size_t next(std::span<Request> out) override {
    std::size_t n = 0;
    for (; n < out.size() && id_ < system_.customers; ++n, ++id_) {
      out[n] = draw();
    }
    return n;
  }

  Int128 arrival_sum() const { return arrival_sum_; }
  double fast_wait_sum() const { return fast_wait_sum_; }

 private:
  Request draw() {
    const auto key = static_cast<std::uint64_t>(id_);
    const double gap = system_.mean_gap() * draw_exponential(seed_, Purpose::kInterarrival, key);
    clock_ += gap;
    Request r;
    r.arrival = static_cast<Ps>(clock_);
    r.id = id_;
    r.input = 1;
    r.output = static_cast<std::int32_t>(system_.mean_iterations);
    if (system_.geometric) {
      r.output = static_cast<std::int32_t>(
          std::ceil(scale_ * draw_exponential(seed_, Purpose::kOutput, key)));
    }
    fast_wait_ = std::max(0.0, fast_wait_ + fast_service_ - gap / system_.mean_service());
    fast_service_ = r.output / system_.mean_iterations / system_.servers;
    if (id_ >= system_.warm_up()) {
      arrival_sum_ += r.arrival;
      fast_wait_sum_ += fast_wait_;
    }
    return r;
  }

  System system_;
  std::uint64_t seed_;
  double scale_;  // exponential to geometric: ceil(X / -ln(1 - 1/mean))
  double clock_ = 0;
  double fast_wait_ = 0, fast_service_ = 0, fast_wait_sum_ = 0;
  Int128 arrival_sum_ = 0;
  std::int64_t id_ = 0;
};

struct Replication {
  double wait = 0;       // mean, in mean service times
  double fast_wait = 0;  // of the fast single server
};

Replication replicate(const System& system, std::uint64_t seed) {
  PoissonSource source(system, seed);
  std::vector<RequestRecord> records;
  RunControl options;
  options.records = &records;
  simulate_serving(queue_plan(system.servers, 1, system.tau, system.end()), source, options);
  if (std::ssize(records) != system.customers) {
    ADD_FAILURE() << records.size() << " records";
    return {};
  }
  Int128 starts = 0;
  for (auto i = static_cast<std::size_t>(system.warm_up()); i < records.size(); ++i) {
    starts += records[i].first_token - system.tau;
  }
  const auto counted = static_cast<double>(system.customers - system.warm_up());
  return {static_cast<double>(starts - source.arrival_sum()) / counted / system.mean_service(),
          source.fast_wait_sum() / counted};
}

std::vector<Replication> replicate_all(const System& system) {
  std::vector<Replication> replications(kReplications);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < kReplications; i = next++) {
      replications[i] = replicate(system, 1000 + i);
    }
  };
  std::thread second(work);
  work();
  second.join();
  return replications;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double products(const std::vector<double>& a,
                const std::vector<double>& b) {  // of deviations, summed
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return sum;
}

void expect_inside(double theory, double mean, double half_width) {
  SCOPED_TRACE(::testing::Message()
               << "theory " << theory << ", simulated " << mean << " +- " << half_width);
  EXPECT_LE(std::abs(mean - theory), half_width);
  EXPECT_LE(half_width, 0.01 * theory);
  ::testing::Test::RecordProperty("theory", std::to_string(theory));
  ::testing::Test::RecordProperty("mean", std::to_string(mean));
  ::testing::Test::RecordProperty("half_width", std::to_string(half_width));
}

// Pollaczek-Khinchine with constant service: W = rho / (2 (1 - rho)) services. One slot: no grid
// effect at all.
TEST(QueueingTheory, ConstantServiceAtOneServerWaitsAsPollaczekAndKhinchineSay) {
  System system;
  system.tau = 100'000;
  system.customers = 3'000'000;
  std::vector<double> waits;
  for (const auto& r : replicate_all(system)) {
    waits.push_back(r.wait);
  }
  const auto n = static_cast<double>(kReplications);
  const double half_width = kT29 * std::sqrt(products(waits, waits) / (n - 1) / n);
  expect_inside(kLoad / (2 * (1 - kLoad)), mean_of(waits), half_width);
}

// Erlang's C: the probability that an arrival waits.
double erlang_c(std::int32_t servers, double load) {
  const double offered = load * servers;
  double term = 1;
  double sum = 1;
  for (std::int32_t k = 1; k < servers; ++k) {
    term *= offered / k;
    sum += term;
  }
  const double all_busy = term * offered / servers / (1 - load);
  return all_busy / (sum + all_busy);
}

TEST(QueueingTheory, ErlangCMatchesItsTable) {
  EXPECT_NEAR(erlang_c(1, 0.5), 0.5, 1e-12);      // M/M/1: the load itself
  EXPECT_NEAR(erlang_c(2, 0.5), 1.0 / 3, 1e-12);  // by hand: (1/1)/(1 + 1 + 1)
}

// W = C / (c (1 - rho)) services. Services are geometric in iterations with mean 10,000: against
// the exponential their squared CV is smaller by 1/10,000, and an arrival at a free slot of a
// working batch waits for the next boundary, at most 1/10,000 of a service: together a few 0.01% of
// the wait at most, left out of the theory. Control variate: the wait of the same customers at one
// server four times as fast, whose mean M/M/1 gives exactly (rho / (1 - rho) / c services); its
// coefficient is the least-squares one over the replications.
TEST(QueueingTheory, FourSlotsWaitAsErlangSays) {
  System system;
  system.servers = 4;
  system.mean_iterations = 10'000;
  system.geometric = true;
  system.tau = 10'000;
  system.customers = 1'000'000;
  std::vector<double> waits, controls;
  for (const auto& r : replicate_all(system)) {
    waits.push_back(r.wait);
    controls.push_back(r.fast_wait - kLoad / (1 - kLoad) / system.servers);
  }
  const auto n = static_cast<double>(kReplications);
  const double control_square = products(controls, controls);
  const double slope = products(waits, controls) / control_square;
  const double mean = mean_of(waits) - slope * mean_of(controls);
  const double residual = products(waits, waits) - slope * products(waits, controls);
  const double bias = mean_of(controls);
  const double half_width =
      kT28 * std::sqrt(residual / (n - 2) * (1 / n + bias * bias / control_square));
  expect_inside(erlang_c(system.servers, kLoad) / (system.servers * (1 - kLoad)), mean, half_width);
}

}  // namespace
}  // namespace costwright::testing
