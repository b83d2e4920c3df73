#pragma once
// Mixed-integer linear programs as plain values, solved by COIN-OR CBC. It knows no machine.
//   minimise  sum of cost x value, so that  low <= sum of coefficient x value <= high  for each row
// Deterministic: one thread, its effort bounded by nodes and not by time. Silent.
// May be solved on any thread; programs with whole variables wait for each other.
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

class OsiClpSolverInterface;

namespace costwright::solve {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct MilpOptions {
  double allowed_gap = 1e-6;   // relative, between what was found and the bound
  int most_nodes = 1'000'000;  // of branch and cut
};

enum class MilpStatus {
  kOptimal,     // within the allowed gap
  kNodeLimit,   // the best that was found, if any (values empty: none)
  kInfeasible,  // proven
  kUnbounded,
};

struct MilpSolution {
  MilpStatus status{};
  double cost{}, bound{};           // no solution is below the bound
  std::vector<double> values = {};  // by variable; whole ones exactly
};

class Milp {
 public:
  struct Term {
    std::size_t variable{};
    double coefficient{};
  };

  // Its index. Bounds may be infinite; a row's terms name each variable at most once.
  std::size_t add_real(double cost, double low = 0, double high = kInfinity);
  std::size_t add_whole(double cost, double low = 0, double high = kInfinity);
  void add_row(std::vector<Term> terms, double low, double high);

  std::size_t variables() const { return columns_.size(); }
  std::size_t rows() const { return rows_.size(); }

  MilpSolution solve(const MilpOptions& options = {}) const;

 private:
  struct Column {
    double cost, low, high;
    bool is_whole;
  };
  struct Row {
    std::vector<Term> terms;
    double low, high;
  };
  std::size_t add(Column column);
  void load(OsiClpSolverInterface& solver) const;
  MilpSolution solution_at(MilpStatus status, const double* values) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace costwright::solve
