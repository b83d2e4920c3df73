#include "solve/solvers/evolutionary.h"

#include <algorithm>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/maco.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/batch_evaluators/member_bfe.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <pagmo/utils/multi_objective.hpp>
#include <set>

#include "solve/front.h"
#include "solve/solvers/confirm.h"
#include "solve/solvers/draws.h"
#include "solve/solvers/effects.h"

namespace costwright::solve {

namespace {

using Vector = pagmo::vector_double;

// Leaves pagmo's loop: nothing may be evaluated any more, or nothing new comes.
struct Enough {};

// Above every objective, which are scaled to about 1: what violates a constraint is worse than all
// that keep them. Small enough that 1 can be added to it, as pagmo's hypervolumes do.
constexpr double kViolates = 1e6;
// How many neighbours are tried for one that was not met.
constexpr int kMoves = 10;
constexpr int kFreeMoves = 50;  // where an expectation goes before the bound

// pagmo wants real variables first and whole ones last; and a batch for each generation.
class Adapter {
 public:
  Adapter(const Problem& problem, const Options& options, Evaluations& evaluations)
      : problem_(problem),
        fidelity_(options.quick_first ? Fidelity::kQuick : Fidelity::kStandard),
        evaluations_(evaluations),
        draws_(options.seed + 1),
        effects_(problem.decisions) {
    for (std::size_t i = 0; i < problem.decisions.size(); ++i) {
      order_.push_back(i);
    }
    std::stable_partition(order_.begin(), order_.end(), [&](std::size_t i) {
      return problem_.decisions[i].choices == 0;
    });
  }

  Vector variables_of(const Point& point) const {
    Vector variables;
    for (const std::size_t i : order_) {
      variables.push_back(point[i]);
    }
    return variables;
  }

  std::pair<Vector, Vector> bounds() const {
    Vector low, high;
    for (const std::size_t i : order_) {
      const Decision& decision = problem_.decisions[i];
      low.push_back(decision.choices > 0 ? 0 : decision.low);
      high.push_back(decision.choices > 0 ? decision.choices - 1 : decision.high);
    }
    return {low, high};
  }

  std::size_t whole_variables() const {
    return static_cast<std::size_t>(std::count_if(
        problem_.decisions.begin(), problem_.decisions.end(), [](const Decision& decision) {
          return decision.choices > 0;
        }));
  }

  // pagmo's algorithms need two.
  std::size_t objectives() const { return std::max<std::size_t>(problem_.objectives, 2); }

  // The fitness of each, evaluated together. Instead of a child that was met, or that its bound
  // shows to be on no front, comes a neighbour of the front: the next population is made of what
  // was evaluated, not of what pagmo had in mind.
  std::vector<Vector> fitness_of(const std::vector<Vector>& generation) {
    std::vector<Point> points;
    coming_.clear();
    for (const Vector& variables : generation) {
      points.push_back(moved_on(point_of(variables)));
      coming_.insert(points.back());
    }
    const std::size_t before = evaluations_.all().size();
    if (!evaluations_.ask(points, fidelity_)) {
      throw Enough();
    }
    idle_ = evaluations_.all().size() > before ? 0 : idle_ + 1;
    if (idle_ >= kIdleGenerations) {
      throw Enough();
    }
    if (scales_.empty()) {
      scales_ = scales_over(points);
    }
    for (std::size_t id = before; id < evaluations_.all().size(); ++id) {
      front_.add(fitness_of(evaluations_.all()[id].answer), id);
    }
    learn();
    std::vector<Vector> fitness;
    for (const Point& point : points) {
      fitness.push_back(fitness_of(*evaluations_.answer(point, fidelity_)));
    }
    return fitness;
  }

  Vector fitness_of(const Answer& answer) const {
    const double violation = violation_of(answer);
    // Saturates at twice the least, and is the same in every objective.
    return violation > 0 ? Vector(objectives(), kViolates * (2 - 1 / (1 + violation)))
                         : scaled(values_of(answer.objectives));
  }

 private:
  Vector scaled(Vector values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = std::clamp(values[i] / scales_[i], -kViolates, kViolates);
    }
    values.resize(objectives(), 0);
    return values;
  }

  Point point_of(const Vector& variables) const {
    Point point(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) {
      point[order_[i]] = variables[i];
    }
    return problem_.repair ? problem_.repair(std::move(point)) : point;
  }

  bool is_met(const Point& point) const { return evaluations_.answer(point, fidelity_) != nullptr; }

  // What the effects are learnt from: objectives as they are scaled, and excesses.
  std::vector<double> values_of_all(const Answer& answer) const {
    std::vector<double> values = scaled(values_of(answer.objectives));
    for (const Range& excess : answer.excess) {
      values.push_back(excess.value);
    }
    return values;
  }

  void learn() {
    if (whole_variables() < order_.size()) {
      return;  // nothing is learnt of real numbers
    }
    std::vector<const Point*> points;
    std::vector<std::vector<double>> rows;
    for (const Candidate& candidate : evaluations_.all()) {
      points.push_back(&candidate.point);
      rows.push_back(values_of_all(candidate.answer));
    }
    effects_.learn(points, rows);
  }

  // The best that the point may be. Objectives as they are scaled.
  Bound bound_of(const Point& point) {
    Bound bound = problem_.bound(point);
    evaluations_.summary().bounds_asked += 1;
    return {scaled(std::move(bound.objectives)), std::move(bound.excess)};
  }

  Bound expected_of(const Point& point) const {
    const std::vector<double> expected = effects_.expected(point);
    const auto excess = expected.begin() + static_cast<std::ptrdiff_t>(objectives());
    return {{expected.begin(), excess}, {excess, expected.end()}};
  }

  // How far that lies beyond what was met; <= 0: it would be on no front, or break a constraint.
  double promise_of(const Bound& best) const {
    const double excess = best.excess.empty() ? 0 : *std::ranges::max_element(best.excess);
    if (excess > 0) {
      return -kViolates * excess;
    }
    double promise = std::numeric_limits<double>::infinity();
    for (const Frontier::Member& member : front_.members()) {
      double beyond = -std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < best.objectives.size(); ++i) {
        beyond = std::max(beyond, member.objectives[i] - best.objectives[i]);
      }
      promise = std::min(promise, beyond);
    }
    return promise;
  }

  // Of a point whose bound does not show it to be on no front; else nothing.
  std::optional<double> hope_of(const Point& point, double more_than) {
    const std::optional<double> expected =
        effects_.knows() ? std::optional(promise_of(expected_of(point))) : std::nullopt;
    if (expected.value_or(0) < more_than) {
      return std::nullopt;
    }
    const double most = problem_.bound ? promise_of(bound_of(point)) : 1;
    return most > 0 ? std::optional(expected.value_or(most)) : std::nullopt;
  }

  Point moved_on(Point point) {
    if (!scales_.empty() && (problem_.bound || effects_.knows())) {
      return most_promising(std::move(point));
    }
    for (int move = 0; move < kMoves && is_met(point); ++move) {
      point = neighbour_of_the_front();
    }
    return point;
  }

  // The point, where it is new and may be on the front; else the most promising of neighbours and
  // of points from anywhere: effects tell where to look, and bounds where not to.
  Point most_promising(Point point) {
    if (!is_met(point) && hope_of(point, 0)) {
      return point;
    }
    double most = -std::numeric_limits<double>::infinity();
    for (int move = 0; move < (effects_.knows() ? kFreeMoves : kMoves); ++move) {
      Point other = move % 2 == 0 ? neighbour_of_the_front() : draws_.point(problem_);
      if (is_met(other) || coming_.contains(other)) {
        continue;
      }
      if (const auto hope = hope_of(other, most); hope && *hope > most) {
        most = *hope;
        point = std::move(other);
      }
    }
    return point;
  }

  Point neighbour_of_the_front() {
    const std::vector<Frontier::Member>& front = front_.members();
    const auto member = static_cast<std::size_t>(draws_.whole(static_cast<int>(front.size())));
    Point point = evaluations_.all()[front[member].id].point;
    const auto i = static_cast<std::size_t>(draws_.whole(static_cast<int>(point.size())));
    point[i] = draws_.value(problem_.decisions[i]);
    return problem_.repair ? problem_.repair(std::move(point)) : point;
  }

  // The greatest size that each objective has in the first generation.
  Vector scales_over(const std::vector<Point>& points) const {
    Vector scales(problem_.objectives, 0);
    for (const Point& point : points) {
      const Vector values = values_of(evaluations_.answer(point, fidelity_)->objectives);
      for (std::size_t i = 0; i < scales.size(); ++i) {
        scales[i] = std::isfinite(values[i]) ? std::max(scales[i], std::abs(values[i])) : scales[i];
      }
    }
    std::replace(scales.begin(), scales.end(), 0.0, 1.0);
    return scales;
  }

  const Problem& problem_;
  Fidelity fidelity_;
  Evaluations& evaluations_;
  Draws draws_;
  std::vector<std::size_t> order_;  // decisions, in pagmo's order
  Vector scales_;                   // of the objectives
  Frontier front_;                  // of all fitness so far
  Effects effects_;                 // of all so far
  std::set<Point> coming_;          // of the generation that is being made
  int idle_ = 0;                    // generations without a new point
};

// What pagmo calls a user-defined problem; copied at its will.
struct PagmoProblem {
  Adapter* adapter = nullptr;

  Vector fitness(const Vector& variables) const { return adapter->fitness_of({variables}).front(); }
  Vector batch_fitness(const Vector& variables) const {
    const std::size_t size = adapter->bounds().first.size();
    std::vector<Vector> generation;
    for (std::size_t i = 0; i < variables.size(); i += size) {
      const auto begin = variables.begin() + static_cast<std::ptrdiff_t>(i);
      generation.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
    }
    Vector all;
    for (const Vector& fitness : adapter->fitness_of(generation)) {
      all.insert(all.end(), fitness.begin(), fitness.end());
    }
    return all;
  }
  std::pair<Vector, Vector> get_bounds() const { return adapter->bounds(); }
  Vector::size_type get_nobj() const { return adapter->objectives(); }
  Vector::size_type get_nix() const { return adapter->whole_variables(); }
};

// The algorithms have their own generators of 32-bit seeds.
unsigned pagmo_seed(const Options& options) {
  return static_cast<unsigned>(options.seed ^ (options.seed >> 32U));
}

// A multiple of four, at least eight, as NSGA-II wants it.
std::size_t size_of_population(const Options& options) {
  return std::max<std::size_t>((options.population + 3) / 4 * 4, 8);
}

std::vector<Vector> first_generation(const Problem& problem,
                                     const Options& options,
                                     const Adapter& adapter) {
  Draws draws(options.seed);
  std::vector<Vector> generation;
  for (const Point& point : options.start) {
    generation.push_back(adapter.variables_of(point));
  }
  const std::size_t size = size_of_population(options);
  for (const Point& point : draws.spread(problem, size)) {
    generation.push_back(adapter.variables_of(point));
  }
  generation.resize(size);
  return generation;
}

// The best by rank and crowding of those of `pool` and of all that was evaluated since `begin`:
// places in Evaluations::all(). Each point is in it once, which keeps the population from becoming
// copies of a few.
std::vector<std::size_t> survivors(std::vector<std::size_t> pool,
                                   std::size_t begin,
                                   std::size_t most,
                                   const Evaluations& evaluations,
                                   const Adapter& adapter) {
  for (std::size_t id = begin; id < evaluations.all().size(); ++id) {
    pool.push_back(id);
  }
  if (pool.size() <= most) {
    return pool;
  }
  std::vector<Vector> fitness;
  for (const std::size_t id : pool) {
    fitness.push_back(adapter.fitness_of(evaluations.all()[id].answer));
  }
  std::vector<std::size_t> best;
  for (const std::size_t place : pagmo::select_best_N_mo(fitness, most)) {
    best.push_back(pool[place]);
  }
  return best;
}

pagmo::population population_of(const std::vector<std::size_t>& ids,
                                std::size_t size,
                                const Options& options,
                                const Evaluations& evaluations,
                                Adapter& adapter) {
  pagmo::population population(pagmo::problem(PagmoProblem{&adapter}), 0, pagmo_seed(options));
  for (std::size_t i = 0; i < size; ++i) {
    // Fewer points than the algorithm wants (a small space): again from the first.
    const Candidate& candidate = evaluations.all()[ids[i % ids.size()]];
    population.push_back(adapter.variables_of(candidate.point),
                         adapter.fitness_of(candidate.answer));
  }
  return population;
}

// Until there is enough; what was met is in the evaluations.
void evolve(const Problem& problem,
            const Options& options,
            const pagmo::algorithm& algorithm,
            Evaluations& evaluations) {
  Adapter adapter(problem, options, evaluations);
  const std::size_t size = size_of_population(options);
  try {
    adapter.fitness_of(first_generation(problem, options, adapter));
    std::vector<std::size_t> ids = survivors({}, 0, size, evaluations, adapter);
    while (true) {
      const std::size_t begin = evaluations.all().size();
      algorithm.evolve(population_of(ids, size, options, evaluations, adapter));
      ids = survivors(std::move(ids), begin, size, evaluations, adapter);
    }
  } catch (const Enough&) {
    return;
  }
}

Summary searched(const Problem& problem,
                 const Options& options,
                 const pagmo::algorithm& algorithm) {
  Evaluations evaluations(problem, options, kHeuristicEvaluations);
  evolve(problem, options, algorithm, evaluations);
  if (options.quick_first) {
    evaluations.lift_limit();
    confirm(evaluations, options);
  }
  return evaluations.finished(Status::kBest);
}

constexpr unsigned kGenerations = 1;  // of one call; there are as many calls as are needed

}  // namespace

Summary nsga2(const Problem& problem, const Options& options) {
  // Mutations of three children in ten; more or fewer missed more of the fronts of tests/solve.
  const double mutation =
      0.3 / static_cast<double>(std::max<std::size_t>(problem.decisions.size(), 1));
  pagmo::nsga2 algorithm(kGenerations, 0.95, 10, mutation, 50, pagmo_seed(options));
  algorithm.set_bfe(pagmo::bfe(pagmo::member_bfe()));
  return searched(problem, options, pagmo::algorithm(algorithm));
}

Summary ant_colony(const Problem& problem, const Options& options) {
  const auto archive = static_cast<unsigned>(size_of_population(options));
  pagmo::maco algorithm(kGenerations, archive);
  algorithm.set_seed(pagmo_seed(options));
  algorithm.set_bfe(pagmo::bfe(pagmo::member_bfe()));
  return searched(problem, options, pagmo::algorithm(algorithm));
}

}  // namespace costwright::solve
