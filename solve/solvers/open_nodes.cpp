#include "solve/solvers/open_nodes.h"

#include <algorithm>
#include <tuple>

namespace costwright::solve {

bool OpenNodes::Before::operator()(const Node& a, const Node& b) const {
  return std::tuple(a.order, b.decided, b.number) < std::tuple(b.order, a.decided, a.number);
}

void OpenNodes::put(Node node) {
  node.number = next_number_++;
  if (best_first_.size() >= limit_) {
    stack_.push_back(std::move(node));
  } else {
    best_first_.insert(std::move(node));
  }
  most_ = std::max(most_, best_first_.size() + stack_.size());
}

std::optional<Node> OpenNodes::take() {
  if (!stack_.empty()) {
    Node last = std::move(stack_.back());
    stack_.pop_back();
    return last;
  }
  if (best_first_.empty()) {
    return std::nullopt;
  }
  return std::move(best_first_.extract(best_first_.begin()).value());
}

double OpenNodes::least() const {
  double least = std::numeric_limits<double>::infinity();
  // The set is in order of the first objective where there is one only; else it isn't asked.
  if (!best_first_.empty()) {
    least = best_first_.begin()->bound.front();
  }
  for (const Node& node : stack_) {
    least = std::min(least, node.bound.front());
  }
  return least;
}

void OpenNodes::each(const std::function<void(const Node&)>& visit) const {
  std::for_each(best_first_.begin(), best_first_.end(), visit);
  std::for_each(stack_.begin(), stack_.end(), visit);
}

}  // namespace costwright::solve
