#pragma once
// Who is admitted first among the waiting requests of one priority (docs/serving-engine.md, "Order
// of the fresh queue"). The orders are a line of COSTWRIGHT_QUEUE_ORDERS in core/policies.h and a
// file in sim/serving/queue_orders/ each, which holds a class over QueueOrderPolicy and
// make_<name>.
#include <cstdint>
#include <memory>
#include <vector>

#include "core/policies.h"
#include "sim/meters/meter_plan.h"
#include "sim/requests/request.h"

namespace costwright::sim {

// One of each replica's queue.
class QueueOrderPolicy {
 public:
  virtual ~QueueOrderPolicy() = default;
  // Of a request that joins: the smallest tag is admitted first; ties: who came first.
  virtual std::int64_t tag(const Request& request) = 0;
  // The request with this tag is admitted.
  virtual void admitted(std::int64_t /*tag*/) {}
};

// Null: nobody overtakes. `classes` must outlive it.
std::unique_ptr<QueueOrderPolicy> make_queue_order(QueueOrder order,
                                                   const std::vector<ClassPlan>& classes);

namespace queue_orders {
#define COSTWRIGHT_MAKER(enumerator, name, doc) \
  std::unique_ptr<QueueOrderPolicy> make_##name(const std::vector<ClassPlan>& classes);
COSTWRIGHT_QUEUE_ORDERS(COSTWRIGHT_MAKER)
#undef COSTWRIGHT_MAKER
}  // namespace queue_orders

}  // namespace costwright::sim
