#pragma once
// What the ledger calls a workload or team where a line belongs to none of the scenario's. Nobody
// else may use the first two: core/scenario refuses them as names.

namespace costwright {

// Paid for while no iteration ran. A fleet far below its capacity can iterate nearly all the time,
// so this is not its spare capacity: the label says what it is.
inline constexpr char kIdleLabel[] = "idle (not iterating)";
inline constexpr char kOverheadLabel[] = "overhead";  // what no workload can be charged with
inline constexpr char kUnassignedTeam[] = "unassigned";

}  // namespace costwright
