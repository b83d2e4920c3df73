#include "tests/sim/oracle/mutation.h"

#include <cstddef>

namespace costwright {
namespace {

constexpr const char* kNames[kMutations] = {
    "none",
    "off by one run",
    "no crossover",
    "victim order",
    "preempted to back",
    "forgets tokens",
    "free block",
    "overtake",
    "tie order",
    "time-out tie",
    "router tie",
    "round robin skips dropped",
    "queue limit",
    "pairs of chunk",
    "edge earlier",
    "unsplit busy",
    "resident decodes only",
    "ITL on arrival day",
    "TPOT rounds up",
    "SLO strict",
    "backlog includes end",
    "queue ignores priority",
    "victim ignores priority",
    "shortest prompt",
    "fair clock stands",
    "dropped pay",
    "timed out get back",
    "decode cost with chunk",
    "hit ignores space",
    "chain fills prompt",
    "evicts newest",
    "parent idle first",
    "pinned twice",
    "resident twice",
    "unreached stay",
    "pairs ignore hit",
    "idle hold memory",
    "leaves by admission",
    "cache outlives outage",
    "power of two tie",
    "power of two same",
    "affinity bound",
    "affinity of root",
    "pack overfills",
    "nobody takes no turn",
    "offered takes no turn",
    "answered takes a turn",
    "answers without tokens",
    "fleet tie",
    "ready after tick",
    "tick first",
    "notice ignored",
    "patience goes on",
    "lost by replica",
    "lost keep token",
    "lost keep count",
    "cut iteration tells",
    "starts highest",
    "drains lowest",
    "window ignored",
    "window closed",
    "load of accepting",
    "present accepting",
    "on while down",
    "starting free",
    "drained stays on",
};
static_assert(kNames[kMutations - 1] != nullptr);

}  // namespace

const char* name_of(Mutation mutation) {
  return kNames[static_cast<std::size_t>(mutation)];
}

}  // namespace costwright
