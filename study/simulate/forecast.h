#pragma once
// What simulating a plan will take, foreseen from it alone. Memory is of the replicas at work at
// once and of the requests that one deployment passes on to another; what is remembered is not
// left out. Within a factor of a few: the load of replicas and the machine decide more.
namespace costwright::study {

struct ScenarioPlan;

struct Forecast {
  double requests{};      // to simulate
  double core_seconds{};  // divided by the threads it is the time
  double gib{};           // of one thread
  friend bool operator==(const Forecast&, const Forecast&) = default;
};
Forecast forecast(const ScenarioPlan& plan);

// More is not begun.
inline constexpr double kMostRequestsSimulated = 5e10;
inline constexpr double kMostGib = 16;
// As many of the threads (0: one per core) as a quarter of that memory bears, one at least.
int bearable_threads(const Forecast& forecast, int threads);

}  // namespace costwright::study
