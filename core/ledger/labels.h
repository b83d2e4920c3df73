#pragma once
// What the ledger calls a workload or team where a line belongs to none of the scenario's. Nobody
// else may use the first two: core/scenario refuses them as names.

namespace costwright {

inline constexpr char kIdleLabel[] = "idle";          // capacity that no workload used
inline constexpr char kOverheadLabel[] = "overhead";  // what no workload can be charged with
inline constexpr char kUnassignedTeam[] = "unassigned";

}  // namespace costwright
