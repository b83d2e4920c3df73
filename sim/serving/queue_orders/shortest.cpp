// Fewest prompt and answer tokens. A real server must guess how long the answer will be.
#include "sim/serving/queue_order.h"

namespace costwright::sim {
namespace {

class Shortest final : public QueueOrderPolicy {
 public:
  std::int64_t tag(const Request& request) override {
    return std::int64_t{request.input} + request.output;
  }
};

}  // namespace

std::unique_ptr<QueueOrderPolicy> queue_orders::make_shortest(const std::vector<ClassPlan>&) {
  return std::make_unique<Shortest>();
}

}  // namespace costwright::sim
