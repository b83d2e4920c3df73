#include "solve/solvers/branch_and_bound.h"

#include <algorithm>

#include "solve/front.h"
#include "solve/solvers/confirm.h"
#include "solve/solvers/open_nodes.h"
#include "solve/solvers/ordering.h"

namespace costwright::solve {

namespace {

void raise(std::vector<double>& bound, std::span<const double> other) {
  std::transform(bound.begin(), bound.end(), other.begin(), bound.begin(), [](double a, double b) {
    return std::max(a, b);
  });
}

// Decisions in the order in which they are made: free ones last.
std::vector<std::size_t> order_of_decisions(const Problem& problem) {
  std::vector<std::size_t> order(problem.decisions.size());
  std::generate(order.begin(), order.end(), [next = std::size_t{0}]() mutable {
    return next++;
  });
  std::stable_partition(order.begin(), order.end(), [&](std::size_t i) {
    return !problem.decisions[i].is_free;
  });
  return order;
}

class Search {
 public:
  Search(const Problem& problem, const Options& options)
      : problem_(problem),
        options_(options),
        evaluations_(problem, options),
        decisions_(order_of_decisions(problem)),
        costly_(static_cast<std::size_t>(std::count_if(problem.decisions.begin(),
                                                       problem.decisions.end(),
                                                       [](const Decision& decision) {
                                                         return !decision.is_free;
                                                       }))),
        root_(root()),
        ordering_(root_ ? root_->bound : std::vector<double>{}),
        open_(options.most_open) {}

  Summary run() {
    evaluations_.ask_in_batches(options_.start, Fidelity::kStandard);
    if (root_) {
      put(*root_);
    }
    while (!evaluations_.has_ended() && !is_near_enough()) {
      std::vector<Node> batch = next_batch();
      if (batch.empty()) {
        break;
      }
      evaluate(batch);
      note_bound();
      note_left();
    }
    return finished();
  }

 private:
  // Nullopt: no completion keeps every constraint.
  std::optional<Node> root() {
    const std::vector<double> nothing_known(problem_.objectives,
                                            -std::numeric_limits<double>::infinity());
    return bounded({.point = Point(problem_.decisions.size(), kOpen), .bound = nothing_known});
  }

  // With its bound, which is no lower than that of its parent.
  std::optional<Node> bounded(Node node) {
    if (!problem_.bound) {
      return node;
    }
    const Bound bound = problem_.bound(node.point);
    evaluations_.summary().bounds_asked += 1;
    if (std::any_of(bound.excess.begin(), bound.excess.end(), [](double e) {
          return e > 0;
        })) {
      return std::nullopt;
    }
    raise(node.bound, bound.objectives);
    return node;
  }

  // With one decision more.
  std::vector<Node> decided(const Node& node) const {
    const std::size_t next = decisions_[node.decided];
    std::vector<Node> children(static_cast<std::size_t>(problem_.decisions[next].choices), node);
    for (std::size_t choice = 0; choice < children.size(); ++choice) {
      children[choice].point[next] = static_cast<double>(choice);
      children[choice].decided += 1;
    }
    return children;
  }

  void foresee(const std::vector<std::vector<Node>>& families) const {
    if (!problem_.foresee) {
      return;
    }
    std::vector<Point> points;
    for (const std::vector<Node>& family : families) {
      for (const Node& node : family) {
        points.push_back(node.point);
      }
    }
    problem_.foresee(points);
  }

  // Those of each family's children that may be, or lead to, something new.
  std::vector<std::vector<Node>> children(const std::vector<std::vector<Node>>& families) {
    std::vector<std::vector<Node>> all(families.size());
    for (std::size_t i = 0; i < families.size(); ++i) {
      for (const Node& node : families[i]) {
        std::ranges::move(decided(node), std::back_inserter(all[i]));
      }
    }
    foresee(all);
    for (std::vector<Node>& family : all) {
      keep_what_may_be(family);
    }
    return all;
  }

  void keep_what_may_be(std::vector<Node>& nodes) {
    std::vector<Node> kept;
    for (Node& node : nodes) {
      std::optional<Node> with_bound = bounded(std::move(node));
      if (with_bound && !evaluations_.frontier().covers(with_bound->bound)) {
        kept.push_back(std::move(*with_bound));
      } else {
        evaluations_.summary().pruned_by_bound += 1;
      }
    }
    nodes = std::move(kept);
  }

  void put(Node node) {
    node.order = ordering_.of(node.bound);
    open_.put(std::move(node));
  }

  void put_in_order(std::vector<Node> nodes) {
    // Worst first: those that are put last are taken first when there are too many.
    std::stable_sort(nodes.begin(), nodes.end(), [&](const Node& a, const Node& b) {
      return ordering_.of(a.bound) > ordering_.of(b.bound);
    });
    for (Node& node : nodes) {
      put(std::move(node));
    }
  }

  // The best open nodes that can be evaluated; what lies above them in the tree is decided further.
  std::vector<Node> next_batch() {
    std::vector<Node> batch;
    while (batch.size() < options_.batch) {
      std::optional<Node> node = open_.take();
      if (!node) {
        break;
      }
      if (evaluations_.frontier().covers(node->bound)) {
        count_as_pruned(*node);
      } else if (node->decided < costly_) {
        put_in_order(std::move(children({{*node}}).front()));
      } else {
        batch.push_back(std::move(*node));
      }
    }
    return batch;
  }

  void count_as_pruned(const Node& node) {
    Summary& summary = evaluations_.summary();
    if (node.is_quick && !evaluations_.frontier().covers(node.bound_alone)) {
      summary.eliminated_by_error += 1;
    } else {
      summary.pruned_by_bound += 1;
    }
  }

  void evaluate(const std::vector<Node>& batch) {
    std::vector<Point> ready;
    std::vector<Node> stems;
    for (const Node& node : batch) {
      if (node.is_quick) {
        ready.push_back(node.point);
      } else {
        stems.push_back(node);
      }
    }
    const auto leaves = completions(stems);  // before the others' answers are known
    evaluations_.ask(ready, Fidelity::kStandard);
    evaluate(leaves);
    if (evaluations_.has_ended()) {
      // Not all of them are known: they still bound what there may be.
      put_in_order(batch);
    }
  }

  // All decided, by stem, the best bound first.
  std::vector<std::vector<Node>> completions(const std::vector<Node>& stems) {
    std::vector<std::vector<Node>> families;
    for (const Node& stem : stems) {
      families.push_back({stem});
    }
    for (std::size_t made = costly_; made < decisions_.size(); ++made) {
      families = children(families);
    }
    for (std::vector<Node>& family : families) {
      std::stable_sort(family.begin(), family.end(), [&](const Node& a, const Node& b) {
        return ordering_.of(a.bound) < ordering_.of(b.bound);
      });
    }
    return families;
  }

  // The best of each stem, and then what these left of the others.
  void evaluate(const std::vector<std::vector<Node>>& stems) {
    std::vector<Node> firsts, others;
    for (const std::vector<Node>& stem : stems) {
      if (!stem.empty()) {
        firsts.push_back(stem.front());
        others.insert(others.end(), stem.begin() + 1, stem.end());
      }
    }
    evaluate_leaves(firsts);
    std::erase_if(others, [&](const Node& node) {
      const bool is_pruned = evaluations_.frontier().covers(node.bound);
      evaluations_.summary().pruned_by_bound += is_pruned ? 1 : 0;
      return is_pruned;
    });
    evaluate_leaves(others);
  }

  void evaluate_leaves(const std::vector<Node>& leaves) {
    std::vector<Point> points;
    for (const Node& leaf : leaves) {
      points.push_back(leaf.point);
    }
    evaluations_.ask(points, options_.quick_first ? Fidelity::kQuick : Fidelity::kStandard);
    if (options_.quick_first && !evaluations_.has_ended()) {
      put_in_order(judged(leaves));
    }
  }

  // Their quick answers take the place of their bounds where they are above.
  std::vector<Node> judged(const std::vector<Node>& leaves) {
    std::vector<Node> left;
    for (Node leaf : leaves) {
      const Answer& answer = *evaluations_.answer(leaf.point, Fidelity::kQuick);
      if (is_surely_infeasible(answer)) {
        evaluations_.summary().eliminated_by_error += 1;
        continue;
      }
      leaf.is_quick = true;
      leaf.bound_alone = leaf.bound;
      raise(leaf.bound, lows_of(answer.objectives));
      left.push_back(std::move(leaf));
    }
    return left;
  }

  // One objective: nothing open is below.
  void note_bound() {
    Summary& summary = evaluations_.summary();
    summary.most_open = open_.most();
    if (problem_.objectives > 1) {
      return;
    }
    const std::vector<Frontier::Member>& best = evaluations_.frontier().members();
    const double reached =
        best.empty() ? std::numeric_limits<double>::infinity() : best.front().objectives.front();
    const double bound = std::min(open_.least(), reached);
    if (std::isfinite(bound)) {
      summary.bound = bound;
      if (std::isfinite(reached)) {
        summary.gap = reached > bound ? (reached - bound) / std::abs(reached) : 0;
      }
    }
  }

  // All completions of what is open and not excluded yet.
  void note_left() {
    if (!options_.progress) {
      return;
    }
    double left = 0;
    open_.each([&](const Node& node) {
      left += evaluations_.frontier().covers(node.bound) ? 0 : completions_of(node);
    });
    evaluations_.expect(left);
  }

  double completions_of(const Node& node) const {
    double completions = 1;
    for (std::size_t i = node.decided; i < decisions_.size(); ++i) {
      completions *= problem_.decisions[decisions_[i]].choices;
    }
    return completions;
  }

  bool is_near_enough() {
    const std::optional<double>& gap = evaluations_.summary().gap;
    return options_.allowed_gap > 0 && gap && *gap <= options_.allowed_gap;
  }

  Summary finished() {
    note_bound();
    if (!evaluations_.has_ended() && open_.is_empty()) {
      return evaluations_.finished_proof();
    }
    Summary summary = evaluations_.finished(Status::kStopped);
    if (problem_.objectives > 1) {
      summary.gap = gap_of_front(summary);
    }
    return summary;
  }

  // The share of the volume below the front and the open bounds that is below the bounds only.
  std::optional<double> gap_of_front(const Summary& summary) const {
    if (summary.front.empty()) {
      return std::nullopt;  // stopped before anything was met: there is no reference either
    }
    Frontier all;
    open_.each([&](const Node& node) {
      all.add(node.bound, 0);
    });
    for (const Candidate& candidate : summary.front) {
      all.add(values_of(candidate.answer.objectives), 0);
    }
    std::vector<std::vector<double>> points;
    for (const Frontier::Member& member : all.members()) {
      points.push_back(member.objectives);
    }
    const double possible = hypervolume(points, summary.reference);
    return std::isfinite(possible) && possible > 0
               ? std::optional(1 - summary.hypervolume / possible)
               : std::nullopt;
  }

  const Problem& problem_;
  const Options& options_;
  Evaluations evaluations_;
  std::vector<std::size_t> decisions_;
  std::size_t costly_;  // of them, the first
  std::optional<Node> root_;
  Ordering ordering_;
  OpenNodes open_;
};

}  // namespace

Summary branch_and_bound(const Problem& problem, const Options& options) {
  require_whole(problem, "branch and bound");
  return Search(problem, options).run();
}

}  // namespace costwright::solve
