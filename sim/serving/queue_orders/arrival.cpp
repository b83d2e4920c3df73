// Who came first. No policy: then the queue needs no heap and makes no virtual call.
#include "sim/serving/queue_order.h"

namespace costwright::sim {

std::unique_ptr<QueueOrderPolicy> queue_orders::make_arrival(const std::vector<ClassPlan>&) {
  return nullptr;
}

}  // namespace costwright::sim
