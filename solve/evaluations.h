#pragma once
// The accounts of one search, shared by all solvers: every point is evaluated once at a fidelity,
// counted, and remembered; what is best is known at any time; a wish to stop is heard.
#include <array>
#include <chrono>
#include <unordered_map>
#include <unordered_set>

#include "solve/frontier.h"
#include "solve/summary.h"

namespace costwright::solve {

class Evaluations {
 public:
  // `most`: distinct points where Options::most_evaluations is 0.
  Evaluations(const Problem& problem,
              const Options& options,
              std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

  // Evaluates those of the points that were not, in one batch, and reports progress. False from
  // then on when the search was stopped or may evaluate no more: of the points that did not fit
  // nothing is known.
  bool ask(std::span<const Point> points, Fidelity fidelity);
  // The same, Options::batch points at a time.
  bool ask_in_batches(std::span<const Point> points, Fidelity fidelity);
  // Null: not evaluated.
  const Answer* answer(const Point& point, Fidelity fidelity) const;
  bool has_ended() const { return has_ended_; }
  // As many more as it takes: after a search, to confirm what it found. A stop stays one.
  void lift_limit();
  // So many points are left, at most; each that is evaluated is one less.
  void expect(double points) { expected_ = points; }

  // In the order in which they were evaluated.
  const std::vector<Candidate>& all() const { return all_; }
  // Of standard answers that keep every constraint; ids are places in all().
  const Frontier& frontier() const { return frontier_; }
  // Is reported with the next batch.
  Summary& summary() { return summary_; }
  // Best, front, hypervolume and time are filled in.
  Summary finished(Status status);
  // Of an exact solver that met, or excluded, everything unless it has ended before.
  Summary finished_proof();

 private:
  struct HashPoint {
    std::size_t operator()(const Point& point) const;
  };
  std::vector<Point> unknown(std::span<const Point> points, Fidelity fidelity);
  std::vector<Answer> evaluated(std::span<const Point> points, Fidelity fidelity);
  void stop();
  void remember(const Point& point, Answer answer, Fidelity fidelity);
  void report();
  void describe_front();
  void widen_reference(const Answer& answer);

  const Problem& problem_;
  const Options& options_;
  std::uint64_t left_;  // that may be
  double expected_ = std::numeric_limits<double>::infinity();
  bool has_ended_ = false, is_stopped_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  Point worst_;  // that was met, by objective
  Summary summary_;
  std::vector<Candidate> all_;
  Frontier frontier_;
  std::array<std::unordered_map<Point, std::size_t, HashPoint>, 2> known_;  // by Fidelity
  std::array<std::unordered_set<std::uint64_t>, 2> works_;
};

// No decision is a real number: throws std::logic_error that names it and the solver.
void require_whole(const Problem& problem, std::string_view solver);

}  // namespace costwright::solve
