#include "solve/milp.h"

#include <algorithm>
#include <cmath>
#include <coin/CbcModel.hpp>
#include <coin/CbcSolver.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <memory>

#include <fmt/format.h>

#include "core/diagnostics.h"

namespace costwright::solve {

std::size_t Milp::add(Column column) {
  require(column.low <= column.high && !std::isnan(column.cost), "a variable of cost {} in {}..{}",
          column.cost, column.low, column.high);
  columns_.push_back(column);
  return columns_.size() - 1;
}

std::size_t Milp::add_real(double cost, double low, double high) {
  return add({.cost = cost, .low = low, .high = high, .is_whole = false});
}

std::size_t Milp::add_whole(double cost, double low, double high) {
  return add({.cost = cost, .low = low, .high = high, .is_whole = true});
}

void Milp::add_row(std::vector<Term> terms, double low, double high) {
  require(low <= high, "a row between {} and {}", low, high);
  for (const Term& term : terms) {
    require(term.variable < columns_.size(), "a row names variable {} of {}", term.variable,
            columns_.size());
  }
  rows_.push_back({std::move(terms), low, high});
}

namespace {

// CBC's infinity is its greatest double.
double clipped(double value) {
  return std::clamp(value, -COIN_DBL_MAX, COIN_DBL_MAX);
}

// As its command does it, with the preprocessing, cuts and heuristics that this has by default: on
// purchase plans ten times as fast as the bare model. It has
// state that all threads share: one program at a time.
void run_cbc(CbcModel& model, const MilpOptions& options) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  CbcSolverUsefulData state;
  CbcMain0(model, state);
  model.setLogLevel(0);
  const std::string gap = fmt::format("{}", options.allowed_gap);
  const std::string nodes = fmt::format("{}", options.most_nodes);
  std::array<const char*, 11> command = {"cbc",         "-log",      "0",         "-slog",
                                         "0",           "-ratioGap", gap.c_str(), "-maxNodes",
                                         nodes.c_str(), "-solve",    "-quit"};
  const auto go_on = [](CbcModel*, int) {
    return 0;
  };
  CbcMain1(static_cast<int>(command.size()), command.data(), model, go_on, state);
}

MilpStatus status_of(const CbcModel& model) {
  if (model.isProvenInfeasible()) {
    return MilpStatus::kInfeasible;
  }
  return model.isProvenOptimal() ? MilpStatus::kOptimal : MilpStatus::kNodeLimit;
}

}  // namespace

// The linear relaxation, with the whole variables marked.
void Milp::load(OsiClpSolverInterface& solver) const {
  std::vector<int> row_of, column_of;
  std::vector<double> coefficients, low, high, cost, row_low, row_high;
  for (const Column& column : columns_) {
    low.push_back(clipped(column.low));
    high.push_back(clipped(column.high));
    cost.push_back(column.cost);
  }
  for (const Row& row : rows_) {
    for (const Term& term : row.terms) {
      row_of.push_back(static_cast<int>(row_low.size()));
      column_of.push_back(static_cast<int>(term.variable));
      coefficients.push_back(term.coefficient);
    }
    row_low.push_back(clipped(row.low));
    row_high.push_back(clipped(row.high));
  }
  CoinPackedMatrix matrix(true, row_of.data(), column_of.data(), coefficients.data(),
                          static_cast<CoinBigIndex>(coefficients.size()));
  matrix.setDimensions(static_cast<int>(rows_.size()), static_cast<int>(columns_.size()));
  solver.loadProblem(matrix, low.data(), high.data(), cost.data(), row_low.data(), row_high.data());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].is_whole) {
      solver.setInteger(static_cast<int>(i));
    }
  }
}

MilpSolution Milp::solution_at(MilpStatus status, const double* values) const {
  MilpSolution solution = {.status = status};
  if (values == nullptr) {
    return solution;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    solution.values.push_back(columns_[i].is_whole ? std::round(values[i]) : values[i]);
    solution.cost += columns_[i].cost * solution.values.back();
  }
  solution.bound = solution.cost;
  return solution;
}

MilpSolution Milp::solve(const MilpOptions& options) const {
  OsiClpSolverInterface relaxation;
  relaxation.messageHandler()->setLogLevel(0);
  load(relaxation);
  relaxation.initialSolve();
  if (relaxation.isProvenPrimalInfeasible()) {
    return {.status = MilpStatus::kInfeasible};
  }
  if (relaxation.isProvenDualInfeasible()) {
    return {.status = MilpStatus::kUnbounded};
  }
  if (relaxation.getNumIntegers() == 0) {
    return solution_at(MilpStatus::kOptimal, relaxation.getColSolution());
  }
  CbcModel model(relaxation);
  run_cbc(model, options);
  MilpSolution solution = solution_at(status_of(model), model.bestSolution());
  solution.bound = std::min(solution.cost, model.getBestPossibleObjValue());
  return solution;
}

}  // namespace costwright::solve
