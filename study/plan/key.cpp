#include "study/plan/key.h"

#include "core/hash.h"
#include "sim/serving/engine.h"
#include "study/plan/members.h"

namespace costwright::study {
namespace {

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class Walk {
 public:
  explicit Walk(Hasher& hash) : hash_(hash) {}

  void add(Number auto value) { hash_.add(value); }
  void add(const std::vector<sim::Ps>& times) { hash_.add_words(times); }
  template <class T>
  void add(const std::vector<T>& values) {
    hash_.add(values.size());
    for (const T& value : values) {
      add(value);
    }
  }
  template <class T>
  void add(const std::optional<T>& value) {
    hash_.add(value.has_value());
    if (value) {
      add(*value);
    }
  }
  template <class Struct>
  requires requires(const Struct& s) { members(s); }
  void add(const Struct& values) {
    std::apply(
        [&](const auto&... member) {
          (add(member), ...);
        },
        members(values));
  }

 private:
  Hasher& hash_;
};

int engine_version(const sim::ServingPlan&) {
  return sim::kServingEngineVersion;
}
int engine_version(const sim::BatchPlan&) {
  return sim::kBatchEngineVersion;
}

int engine_version(const sim::ApiPlan&) {
  return sim::kApiEngineVersion;
}

}  // namespace

std::uint64_t hash_of(const PoolPlan& plan) {
  Hasher hash;
  hash.add(plan.index());
  std::visit(
      [&](const auto& engine_plan) {
        hash.add(engine_version(engine_plan));
        Walk(hash).add(engine_plan);
      },
      plan);
  return hash.value();
}

std::uint64_t simulation_key(std::uint64_t plan,
                             std::uint64_t arrivals,
                             const std::vector<Inbound>& from) {
  Hasher hash;
  hash.add(plan).add(arrivals).add(from.size());
  for (const Inbound& inbound : from) {
    // `simulation` is a place in this plan's list; `key` says which one it is.
    const auto& [simulation, key, kind, class_of] = inbound;
    hash.add(key).add(kind).add_all(class_of);
  }
  return hash.value();
}

}  // namespace costwright::study
