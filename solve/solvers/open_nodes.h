#pragma once
// What branch and bound has still to look at.
//   few     the best bound first; of equals the most decided, then the newest
//   many    beyond `limit` a node goes on a stack, from which is taken first: depth-first, so that
//           memory grows by a path's siblings only
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "solve/problem.h"

namespace costwright::solve {

struct Node {
  Point point;                           // partial
  std::vector<double> bound;             // of its objectives
  std::size_t decided = 0;               // decisions, in the order in which they are made
  bool is_quick = false;                 // a quick answer is known, and in `bound`
  std::vector<double> bound_alone = {};  // then: without it
  double order = 0;                      // of `bound`
  std::uint64_t number = 0;              // by OpenNodes
};

class OpenNodes {
 public:
  explicit OpenNodes(std::size_t limit) : limit_(limit) {}

  void put(Node node);
  // Nullopt: there is none.
  std::optional<Node> take();
  bool is_empty() const { return best_first_.empty() && stack_.empty(); }
  std::size_t most() const { return most_; }  // at a time
  // The least first objective that any has; infinite: there is none.
  double least() const;
  void each(const std::function<void(const Node&)>& visit) const;

 private:
  struct Before {
    bool operator()(const Node& a, const Node& b) const;
  };
  std::size_t limit_, most_ = 0;
  std::uint64_t next_number_ = 0;
  std::set<Node, Before> best_first_;
  std::vector<Node> stack_;
};

}  // namespace costwright::solve
