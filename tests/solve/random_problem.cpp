#include "tests/solve/random_problem.h"

#include <algorithm>
#include <memory>

#include "solve/solvers/draws.h"

namespace costwright::testing {

namespace {

using solve::Answer;
using solve::Bound;
using solve::Fidelity;
using solve::Point;
using solve::Range;

using Table = std::vector<std::vector<double>>;  // by decision, by choice

Table random_table(solve::Draws& draws, const std::vector<int>& choices) {
  Table table;
  for (const int count : choices) {
    std::vector<double> entries;
    for (int choice = 0; choice < count; ++choice) {
      entries.push_back(draws.real(1, 10));
    }
    table.push_back(entries);
  }
  return table;
}

double least(const std::vector<double>& entries) {
  return *std::min_element(entries.begin(), entries.end());
}

double most(const std::vector<double>& entries) {
  return *std::max_element(entries.begin(), entries.end());
}

// Of what is decided, and the least of what is open.
double sum_of(const Table& table, const Point& point) {
  double sum = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    sum +=
        solve::is_open(point[i]) ? least(table[i]) : table[i][static_cast<std::size_t>(point[i])];
  }
  return sum;
}

struct Objective {
  Table single;
  std::vector<double> pairs;  // weights of neighbours

  double at(const Point& point) const {
    double value = sum_of(single, point);
    for (std::size_t i = 0; i + 1 < point.size(); ++i) {
      const int mixed = static_cast<int>(point[i]) * 7 + static_cast<int>(point[i + 1]) * 5;
      value += pairs[i] * static_cast<double>(mixed % 6);
    }
    return value;
  }
};

struct Limit {
  Table table;
  double most = 0;

  double at(const Point& point) const { return sum_of(table, point) / most - 1; }
};

Limit random_limit(solve::Draws& draws, const RandomShape& shape) {
  Limit limit = {.table = random_table(draws, shape.choices)};
  for (const std::vector<double>& entries : limit.table) {
    limit.most += least(entries) + shape.limit * (most(entries) - least(entries));
  }
  return limit;
}

struct Model {
  RandomShape shape;
  std::uint64_t seed;
  std::vector<Objective> objectives;
  std::vector<Limit> limits;

  // What chance makes of the whole point.
  solve::Draws chance_of(const Point& point, std::uint64_t times) const {
    std::uint64_t key = seed;
    for (const double decided : point) {
      key = key * times + static_cast<std::uint64_t>(decided);
    }
    return solve::Draws(key);
  }

  Range range(double value, const Point& point, Fidelity fidelity) const {
    if (fidelity == Fidelity::kStandard) {
      return {value, value, value};
    }
    const double width = shape.error * std::abs(value);
    const double off = chance_of(point, 31).real(-width, width);
    return {value + off - width, value + off, value + off + width};
  }

  Answer answer(const Point& point, Fidelity fidelity) const {
    Answer answer;
    solve::Draws chance = chance_of(point, 37);
    for (const Objective& objective : objectives) {
      const double more = shape.unexplained > 0 ? chance.real(0, shape.unexplained) : 0;
      answer.objectives.push_back(range(objective.at(point) * (1 + more), point, fidelity));
    }
    for (const Limit& limit : limits) {
      answer.excess.push_back(range(limit.at(point), point, fidelity));
    }
    return answer;
  }

  Bound bound(const Point& partial) const {
    Bound bound;
    for (const Objective& objective : objectives) {
      bound.objectives.push_back(sum_of(objective.single, partial));
    }
    for (const Limit& limit : limits) {
      bound.excess.push_back(limit.at(partial));
    }
    return bound;
  }

  std::uint64_t work(const Point& point) const {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i + shape.free < point.size(); ++i) {
      key = key * 64 + static_cast<std::uint64_t>(point[i]);
    }
    return key;
  }
};

std::shared_ptr<const Model> random_model(std::uint64_t seed, const RandomShape& shape) {
  solve::Draws draws(seed);
  Model model = {.shape = shape, .seed = seed, .objectives = {}, .limits = {}};
  for (std::size_t i = 0; i < shape.objectives; ++i) {
    Objective objective = {.single = random_table(draws, shape.choices), .pairs = {}};
    for (std::size_t pair = 0; pair < shape.choices.size(); ++pair) {
      objective.pairs.push_back(draws.real(0, shape.pairs * 2));
    }
    model.objectives.push_back(std::move(objective));
  }
  for (std::size_t i = 0; i < shape.constraints; ++i) {
    model.limits.push_back(random_limit(draws, shape));
  }
  return std::make_shared<const Model>(std::move(model));
}

}  // namespace

solve::Problem random_problem(std::uint64_t seed, const RandomShape& shape) {
  const std::shared_ptr<const Model> model = random_model(seed, shape);
  solve::Problem problem;
  for (std::size_t i = 0; i < shape.choices.size(); ++i) {
    problem.decisions.push_back({.name = "decision " + std::to_string(i),
                                 .choices = shape.choices[i],
                                 .is_free = i + shape.free >= shape.choices.size()});
  }
  problem.objectives = shape.objectives;
  problem.constraints = shape.constraints;
  problem.evaluate = [model](std::span<const Point> points, Fidelity fidelity) {
    std::vector<Answer> answers;
    for (const Point& point : points) {
      answers.push_back(model->answer(point, fidelity));
    }
    return answers;
  };
  problem.bound = [model](const Point& partial) {
    return model->bound(partial);
  };
  problem.work = [model](const Point& point) {
    return model->work(point);
  };
  return problem;
}

RandomShape small_shape(std::uint64_t seed, std::size_t objectives) {
  solve::Draws draws(seed * 1000 + objectives);
  RandomShape shape = {.objectives = objectives};
  const int decisions = 2 + draws.whole(4);
  for (int i = 0; i < decisions; ++i) {
    shape.choices.push_back(1 + draws.whole(6));
  }
  shape.constraints = static_cast<std::size_t>(draws.whole(3));
  shape.free = static_cast<std::size_t>(draws.whole(3));
  shape.limit = draws.real(0.2, 0.8);
  return shape;
}

}  // namespace costwright::testing
