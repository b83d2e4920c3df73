#include "study/compare/shapley.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/diagnostics.h"
#include "sim/clock/random.h"

namespace costwright::study {
namespace {

constexpr std::size_t kMostInSets = 20;  // 2^20 sets

std::size_t members(const InputSet& set) {
  return static_cast<std::size_t>(std::count(set.begin(), set.end(), true));
}

InputSet with(InputSet set, std::size_t input) {
  set[input] = true;
  return set;
}

void add_scaled(ValueList& sum, const ValueList& after, const ValueList& before, double weight) {
  sum.resize(after.size());
  for (std::size_t f = 0; f < after.size(); ++f) {
    sum[f] += weight * (after[f] - before[f]);
  }
}

// |S|! (n - |S| - 1)! / n! for sets of each size: 1 / (n x how many sets of the others there are).
std::vector<double> weights_by_size(std::size_t inputs) {
  std::vector<double> weights;
  double sets = 1;
  for (std::size_t size = 0; size < inputs; ++size) {
    weights.push_back(1 / (static_cast<double>(inputs) * sets));
    sets *= static_cast<double>(inputs - 1 - size) / static_cast<double>(size + 1);
  }
  return weights;
}

// What each input adds when it comes to those before it.
std::vector<ValueList> along(const std::vector<std::size_t>& order, const GameValue& value) {
  std::vector<ValueList> added(order.size());
  InputSet set(order.size());
  for (const std::size_t input : order) {
    const InputSet next = with(set, input);
    add_scaled(added[input], value(next), value(set), 1);
    set = next;
  }
  return added;
}

ValueList error_of_mean(const ValueList& mean, const std::vector<ValueList>& samples) {
  const auto n = static_cast<double>(samples.size());
  ValueList errors(mean.size());
  for (std::size_t f = 0; f < mean.size(); ++f) {
    double squares = 0;
    for (const ValueList& sample : samples) {
      squares += (sample[f] - mean[f]) * (sample[f] - mean[f]);
    }
    errors[f] = std::sqrt(squares / (n - 1) / n);
  }
  return errors;
}

}  // namespace

std::vector<InputSet> all_sets(std::size_t inputs) {
  require(inputs <= kMostInSets, "all sets of {} inputs", inputs);
  std::vector<InputSet> sets;
  for (std::size_t bits = 0; bits < std::size_t{1} << inputs; ++bits) {
    InputSet set(inputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      set[i] = (bits >> i & 1U) != 0;
    }
    sets.push_back(std::move(set));
  }
  std::stable_sort(sets.begin(), sets.end(), [](const InputSet& a, const InputSet& b) {
    return members(a) < members(b);
  });
  return sets;
}

std::vector<ValueList> shapley(std::size_t inputs, const GameValue& value) {
  const auto weights = weights_by_size(inputs);
  std::vector<ValueList> result(inputs);
  for (const InputSet& set : all_sets(inputs)) {
    for (std::size_t i = 0; i < inputs; ++i) {
      if (!set[i]) {
        add_scaled(result[i], value(with(set, i)), value(set), weights[members(set)]);
      }
    }
  }
  return result;
}

SampledShapley sampled_shapley(const std::vector<std::vector<std::size_t>>& orders,
                               const GameValue& value) {
  require(orders.size() >= 2, "{} orders have no standard error", orders.size());
  const std::size_t inputs = orders.front().size();
  std::vector<std::vector<ValueList>> samples(inputs);  // [input][order]
  for (const auto& order : orders) {
    auto added = along(order, value);
    for (std::size_t i = 0; i < inputs; ++i) {
      samples[i].push_back(std::move(added[i]));
    }
  }
  SampledShapley result;
  for (std::size_t i = 0; i < inputs; ++i) {
    ValueList mean;
    for (const ValueList& sample : samples[i]) {
      add_scaled(mean, sample, ValueList(sample.size()), 1 / static_cast<double>(orders.size()));
    }
    result.standard_error.push_back(error_of_mean(mean, samples[i]));
    result.mean.push_back(std::move(mean));
  }
  return result;
}

std::vector<std::vector<std::size_t>> random_orders(std::size_t inputs,
                                                    std::size_t count,
                                                    std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> orders(std::max<std::size_t>(count, 2));
  for (std::size_t o = 0; o < orders.size(); ++o) {
    orders[o].resize(inputs);
    std::iota(orders[o].begin(), orders[o].end(), std::size_t{0});
    for (std::size_t i = inputs; i > 1; --i) {
      const std::uint64_t bits = sim::draw_bits(seed, sim::Purpose::kPermutation, o, i);
      std::swap(orders[o][i - 1], orders[o][bits % i]);
    }
  }
  return orders;
}

std::vector<InputSet> sets_of(const std::vector<std::vector<std::size_t>>& orders) {
  std::vector<InputSet> sets;
  for (const auto& order : orders) {
    InputSet set(order.size());
    sets.push_back(set);
    for (const std::size_t input : order) {
      set[input] = true;
      sets.push_back(set);
    }
  }
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  return sets;
}

std::vector<Minor> apportioned(const std::vector<double>& cents, Minor total) {
  std::vector<Minor> whole;
  std::vector<std::size_t> by_rest(cents.size());
  std::iota(by_rest.begin(), by_rest.end(), std::size_t{0});
  for (const double amount : cents) {
    whole.push_back(static_cast<Minor>(std::floor(amount)));
  }
  std::stable_sort(by_rest.begin(), by_rest.end(), [&](std::size_t a, std::size_t b) {
    return cents[a] - std::floor(cents[a]) > cents[b] - std::floor(cents[b]);
  });
  Minor missing = total - std::accumulate(whole.begin(), whole.end(), Minor{0});
  const auto n = static_cast<Minor>(whole.size());
  for (std::size_t k = 0; k < by_rest.size(); ++k) {
    const Minor share = missing / n + (static_cast<Minor>(k) < missing % n ? 1 : 0);
    whole[by_rest[k]] += share;
  }
  return whole;
}

}  // namespace costwright::study
