#include "sim/serving/queue_order.h"

namespace costwright::sim {

std::unique_ptr<QueueOrderPolicy> make_queue_order(QueueOrder order,
                                                   const std::vector<ClassPlan>& classes) {
  switch (order) {
#define COSTWRIGHT_CASE(enumerator, name, doc) \
  case QueueOrder::enumerator:                 \
    return queue_orders::make_##name(classes);
    COSTWRIGHT_QUEUE_ORDERS(COSTWRIGHT_CASE)
#undef COSTWRIGHT_CASE
  }
  return nullptr;
}

}  // namespace costwright::sim
