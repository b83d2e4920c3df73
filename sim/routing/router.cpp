#include "sim/routing/router.h"

#include <algorithm>
#include <numeric>

#include "sim/clock/random.h"

namespace costwright::sim {

PoolView::PoolView(std::size_t replicas)
    : outstanding_(replicas, 0),
      accepts_(replicas, true),
      accepting_(replicas),
      of_accepting_(replicas, 0) {
  std::iota(accepting_.begin(), accepting_.end(), std::size_t{0});
}

void PoolView::set_accepting(std::size_t replica, bool accepts) {
  if (accepts_[replica] == accepts) {
    return;
  }
  accepts_[replica] = accepts;
  of_those_ += accepts ? outstanding_[replica] : -outstanding_[replica];
  of_accepting_.set(replica, accepts ? outstanding_[replica] : INT64_MAX);
  const auto place = std::lower_bound(accepting_.begin(), accepting_.end(), replica);
  if (accepts) {
    accepting_.insert(place, replica);
  } else {
    accepting_.erase(place);
  }
}

namespace {

class RoundRobin final : public RoutingPolicy {
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.accepting()[(asked_ - 1) % pool.accepting().size()];
  }
};

class LeastOutstanding final : public RoutingPolicy {
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.least_outstanding();
  }
};

// [Mitzenmacher 2001]: two looks instead of all, nearly as short a queue.
class PowerOfTwoChoices final : public RoutingPolicy {
 public:
  explicit PowerOfTwoChoices(std::uint64_t seed) : seed_(seed) {}

 private:
  std::size_t choose_one(const Request& request, const PoolView& pool) override {
    const std::vector<std::size_t>& accepting = pool.accepting();
    const std::size_t count = accepting.size();
    if (count == 1) {
      return accepting.front();
    }
    const std::size_t first = draw(request, 0, count);
    std::size_t second = draw(request, 1, count - 1);
    second += second >= first ? 1 : 0;
    const std::size_t low = accepting[std::min(first, second)];
    const std::size_t high = accepting[std::max(first, second)];
    return pool.outstanding(high) < pool.outstanding(low) ? high : low;
  }
  std::size_t draw(const Request& request, std::uint64_t index, std::size_t below) const {
    const auto id = static_cast<std::uint64_t>(request.id);
    return static_cast<std::size_t>(draw_uniform(seed_, Purpose::kRouter, id, index) *
                                    static_cast<double>(below));
  }
  std::uint64_t seed_;
};

// Requests with the same beginning meet at one replica, as long as it is not much busier than the
// others: hashing with bounded loads [Mirrokni 2018].
class PrefixAffinity final : public RoutingPolicy {
 public:
  explicit PrefixAffinity(PrefixTree tree) {
    std::vector<std::int32_t> depth;
    for (const PrefixNode& node : tree) {
      const auto parent = static_cast<std::size_t>(std::max(node.parent, 0));
      const auto index = static_cast<std::int32_t>(depth.size());
      depth.push_back(node.parent < 0 ? 0 : depth[parent] + 1);
      group_.push_back(depth.back() <= 1 ? index : group_[parent]);
    }
  }

 private:
  std::size_t choose_one(const Request& request, const PoolView& pool) override {
    if (request.prefix.node < 0) {
      return pool.least_outstanding();
    }
    const auto group =
        static_cast<std::uint32_t>(group_[static_cast<std::size_t>(request.prefix.node)]);
    const std::uint64_t key = std::uint64_t{request.prefix.space} << 32U | group;
    const auto count = static_cast<std::int64_t>(pool.accepting().size());
    const std::int64_t limit =
        (5 * (pool.outstanding_of_accepting() + 1) + 4 * count - 1) / (4 * count);
    std::size_t place = mix64(key) % pool.accepting().size();
    while (pool.outstanding(pool.accepting()[place]) >= limit) {
      place = (place + 1) % pool.accepting().size();
    }
    return pool.accepting()[place];
  }
  std::vector<std::int32_t> group_;  // by node: the second of its ancestry from the root
};

// Fills one replica after the other, so that the last ones may idle.
class Pack final : public RoutingPolicy {
 public:
  explicit Pack(std::int64_t limit) : limit_(limit) {}

 private:
  std::size_t choose_one(const Request&, const PoolView& pool) override {
    return pool.first_below(limit_);
  }
  std::int64_t limit_;
};

}  // namespace

std::unique_ptr<RoutingPolicy> make_router(const RouterSettings& settings) {
  switch (settings.router) {
    case Router::kRoundRobin:
      return std::make_unique<RoundRobin>();
    case Router::kLeastOutstanding:
      return std::make_unique<LeastOutstanding>();
    case Router::kPowerOfTwo:
      return std::make_unique<PowerOfTwoChoices>(settings.seed);
    case Router::kPrefixAffinity:
      return std::make_unique<PrefixAffinity>(settings.prefixes);
    case Router::kPack:
      return std::make_unique<Pack>(settings.pack_limit);
  }
  return nullptr;
}

}  // namespace costwright::sim
