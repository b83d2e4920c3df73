#pragma once
// Seeded mistakes, each of one rule of docs/serving-engine.md: a differential test that cannot tell
// these from the rules proves nothing.

namespace costwright::testing {

enum class Mutation {
  kNone,
  kOffByOneRun,             // the duration reads one token of context too many
  kNoCrossover,             // a decode stretch keeps the side of the roofline on which it began
  kVictimOrder,             // the running request admitted first is preempted
  kPreemptedToBack,         // a preempted request queues behind those preempted before it
  kForgetsTokens,           // a preempted request recomputes its prompt only
  kFreeBlock,               // admission believes that one block fewer is free (unless nothing runs)
  kOvertake,                // a fresh request overtakes a head that does not fit
  kTieOrder,                // an arrival at a boundary joins only the iteration after
  kTimeoutTie,              // a time-out at a boundary comes after the admission there
  kRouterTie,               // least outstanding: the highest index among equals
  kRoundRobinSkipsDropped,  // a dropped request does not advance the round robin
  kQueueLimit,              // the queue holds one more than its limit
  kPairsOfChunk,            // prefill attention forgets the tokens done by earlier chunks
  kEdgeEarlier,             // an instant on a bucket edge belongs to the earlier bucket
  kUnsplitBusy,             // an iteration's duration goes whole to the bucket of its end
  kResidentDecodesOnly,     // the KV integral forgets the prefilling requests
  kItlOnArrivalDay,         // a token's latency counts on the day its request arrived
  kTpotRoundsUp,            // time per output token is rounded up
  kSloStrict,               // a latency equal to its limit misses it
  kBacklogIncludesEnd,      // completions at the window's very end no longer count as backlog
  // order of the queue, cost
  kQueueIgnoresPriority,
  kVictimIgnoresPriority,
  kShortestPrompt,       // shortest first looks at the prompt only
  kFairClockStands,      // V stays 0
  kDroppedPay,           // a dropped request advances F of its class
  kTimedOutGetBack,      // who times out takes F of its class back
  kDecodeCostWithChunk,  // decode_only costs although something is prefilled
  // prefix cache
  kHitIgnoresSpace,
  kChainFillsPrompt,  // a chain stops a token earlier than it must
  kEvictsNewest,
  kParentIdleFirst,      // leaving: the nodes nearest the root become idle first
  kPinnedTwice,          // admission counts the blocks of a pinned node again
  kResidentTwice,        // the KV integral counts a shared node for each request
  kUnreachedStay,        // nodes that a preempted prefill has not reached stay in the cache
  kPairsIgnoreHit,       // prefill attention forgets the tokens of the hit
  kIdleHoldMemory,       // blocks of idle nodes do not count as free at admission
  kLeavesByAdmission,    // who completes at one instant leaves in order of admission
  kCacheOutlivesOutage,  // a replica that failed still has its prefix cache
  // routers, response cache
  kPowerOfTwoTie,         // of two equals the higher index
  kPowerOfTwoSame,        // the second may be the first
  kAffinityBound,         // a replica may hold one request more than the bound
  kAffinityOfRoot,        // the home is that of the ancestry's first node
  kPackOverfills,         // packs max_batch + 1
  kNobodyTakesNoTurn,     // round robin does not count a request that nobody accepts
  kOfferedTakesNoTurn,    // nor one that is offered again
  kAnsweredTakesATurn,    // but one that the response cache answers
  kAnswersWithoutTokens,  // the tokens of an answer from the cache do not count
  // changes of the fleet
  kFleetTie,           // arrivals of an instant come before the fleet's changes
  kReadyAfterTick,     // replicas become ready at the end of the changes
  kTickFirst,          // the autoscaler looks before the changes of the instant
  kNoticeIgnored,      // replicas accept until they go down
  kPatienceGoesOn,     // a lost request's patience runs from its arrival
  kLostByReplica,      // lost requests are offered by replica, then id
  kLostKeepToken,      // a lost request keeps its first token
  kLostKeepCount,      // a lost request keeps its preemptions
  kCutIterationTells,  // an iteration cut off counts
  kStartsHighest,      // the autoscaler starts the highest index
  kDrainsLowest,       // the autoscaler drains the lowest index
  kWindowIgnored,      // scales down to what the present look wants
  kWindowClosed,       // the look just down_window ago holds back too
  kLoadOfAccepting,    // load forgets those who drain
  kPresentAccepting,   // replicas under way are not present
  kOnWhileDown,        // who is down is paid
  kStartingFree,       // who starts is not
  kDrainedStaysOn,     // a drained replica is never off
  // relays
  kResumedPrefills,      // a request with a first token prefills again
  kResumedTakesTwo,      // its first decode takes two tokens of the budget
  kResumedGapFromHere,   // its next token's ITL begins with its admission
  kLostResumes,          // it resumes after it was lost
  kLatencyFromHere,      // latencies count from the arrival in the last pool
  kRelayedDayHere,       // and so does the day
  kRelayedCountsAgain,   // its class counts it as arrived in each pool
  kLateRelayedRefused,   // requests passed on after the window's end are refused
  kBacklogOfTheLate,     // and count as backlog, if they are not
  kCacheAnswersRelayed,  // the response cache is asked again
  kTransfersOneMore,     // the KV cache of the first token is transferred too
  kCascadesAtOnce,       // a cascaded request skips the front end
  kCascadesAnswered,     // answers of the response cache are cascaded
  kForgetsOrigin,        // the third pool believes that the second was the first
  kCutsOffTokens,        // what is left of a prompt is rounded down
  kKeepsPrefix,          // a shortened prompt still begins as the whole one did
};
inline constexpr int kFirstRelayMutation = static_cast<int>(Mutation::kResumedPrefills);
inline constexpr int kMutations = static_cast<int>(Mutation::kKeepsPrefix) + 1;
const char* name_of(Mutation mutation);

}  // namespace costwright::testing
