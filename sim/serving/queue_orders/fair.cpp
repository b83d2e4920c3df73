// Workloads by their share: start-time fair queueing with tokens as the work. A
// request's tag is when, in virtual time, its class has got what came before it.
#include <algorithm>

#include "sim/serving/queue_order.h"

namespace costwright::sim {
namespace {

class Fair final : public QueueOrderPolicy {
 public:
  explicit Fair(const std::vector<ClassPlan>& classes)
      : classes_(classes), served_(classes.size()) {}

  std::int64_t tag(const Request& request) override {
    const auto klass = static_cast<std::size_t>(request.klass);
    const std::int64_t tokens = std::int64_t{request.input} + request.output;
    const std::int64_t tag = std::max(virtual_time_, served_[klass]);
    served_[klass] = tag + tokens * classes_[klass].fair_cost;
    return tag;
  }
  void admitted(std::int64_t tag) override { virtual_time_ = tag; }

 private:
  const std::vector<ClassPlan>& classes_;
  std::int64_t virtual_time_ = 0;     // tag of the last one admitted
  std::vector<std::int64_t> served_;  // finish tag, by class
};

}  // namespace

std::unique_ptr<QueueOrderPolicy> queue_orders::make_fair(const std::vector<ClassPlan>& classes) {
  return std::make_unique<Fair>(classes);
}

}  // namespace costwright::sim
