#pragma once
// Who bears a line. Showback: total = workloads + idle + overhead, and cents tie exactly.
// * A fleet entry that a deployment uses is shared by device-hours: a workload bears its busy share
//   of the device-hours on, "idle" the rest. Monthly lines go by that month; one-off lines
//   (purchase, disposal, loss) by the whole horizon. An entry that nobody deploys on is
//   "overhead", key "fixed".
// * Staff and software go by the item's key over the workloads of that month; when all are zero:
//   "overhead", key "fixed".
// Not modelled: charging idle capacity back to the workloads that reserved it.
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/ledger/ledger.h"
#include "core/physical.h"

namespace costwright {
struct Scenario;
}

namespace costwright::cost {

inline constexpr int kIdle = -1;
inline constexpr int kOverhead = -2;

struct Share {
  int workload = kOverhead;  // index into the scenario's workloads, kIdle or kOverhead
  double weight = 1;
};

struct Shares {
  std::vector<Share> parts{{}};
  std::string_view allocation = "fixed";  // LedgerLine::allocation; "" = direct
  bool workload_team = false;  // parts of workloads carry the workload's team, not the item's
};

// Parts of `total` proportional to `weights` (>= 0, sum > 0) that add up to it exactly: largest
// remainder [Hamilton's method], ties to the earlier part.
std::vector<Minor> split_minor(Minor total, std::span<const double> weights);

Shares direct_share(int workload);
Shares shares_by_key(Allocation key, const PhysicalMonth& month);

// Which workloads run on which fleet entry.
class FleetUse {
 public:
  FleetUse(const Scenario& scenario, const Physical& physical);
  Component component(std::size_t entry) const;
  // Of what is paid while the entry's machines are not there.
  Shares idle(std::size_t entry) const;
  const Shares& in_month(std::size_t entry, int month) const {
    return by_month_[entry][static_cast<std::size_t>(month)];
  }
  const Shares& over_horizon(std::size_t entry) const { return horizon_[entry]; }

 private:
  Shares shares(std::size_t entry, std::span<const PhysicalMonth> months) const;

  std::vector<bool> deployed_;
  std::vector<std::optional<std::size_t>> home_;  // by workload: where it is served
  std::vector<std::vector<Shares>> by_month_;     // by entry
  std::vector<Shares> horizon_;
};

}  // namespace costwright::cost
