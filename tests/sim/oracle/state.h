#pragma once
// What the oracle remembers, and its steps in the order of docs/serving-engine.md. Private to this
// folder: oracle.cpp has the clock and the iterations, queue.cpp who is admitted and preempted,
// prefix.cpp blocks and cached nodes, routing.cpp routers and the response cache, relay.cpp what
// comes from and goes to other pools, fleet.cpp the changes of the fleet, meters.cpp the meters.
#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tests/sim/oracle/oracle.h"
#include "tests/sim/oracle/parts.h"

namespace costwright::testing::oracle {
using namespace sim;

inline constexpr Ps kNever = std::numeric_limits<Ps>::max();

struct NodeKey {
  std::uint32_t space = 0;
  std::int32_t node = 0;
  friend auto operator<=>(const NodeKey&, const NodeKey&) = default;
};

struct Job {
  Request request;
  std::vector<NodeKey> chain;  // from the root
  Ps joined = 0;               // the queue, last
  std::int64_t joining = 0;    // order of joining
  std::int64_t tag = 0;
  std::int64_t generated = 0;
  std::int64_t prefilled = 0;  // tokens of the current prefill done so far, the hit included
  std::int64_t hit = 0;        // tokens that the prefix cache saved the current prefill
  std::int64_t chunk = 0;      // tokens of it in the current iteration
  int chunks = 0;              // iterations in which the current prefill took part
  bool decoding = false;
  bool has_token = false;
  bool answered = false;  // by the response cache
  bool lost = false;      // and offered again, at some time
  bool relayed = false;   // another pool has passed it on
  bool resumed = false;   // it was admitted with a first token
  Origin origin;          // of a relayed one
  Ps first_token = 0;
  Ps last_token = 0;
  std::int32_t preemptions = 0;
  std::vector<std::int32_t> blocks;  // its own

  std::int64_t context() const { return request.input + generated; }
  Ps first_arrival() const { return relayed ? origin.arrival : request.arrival; }
  Ps deadline(Ps timeout) const { return joined + timeout; }
};

struct CachedNode {
  NodeKey key;
  std::vector<std::int32_t> blocks;
  std::int64_t idle_order = 0;  // grows with the instant at which it became idle last
};

struct Iteration {
  Ps start = 0, end = 0;
  std::int64_t tokens = 0, decodes = 0, sequences = 0, contexts = 0, prefill_tokens = 0, pairs = 0;
  std::int64_t resident = 0;  // tokens in the KV memory of everything that runs
};

// The batch that only decodes, as it was in the iteration before: to see crossovers and stretches.
struct Stretch {
  std::vector<std::int64_t> ids;
  bool memory_bound = false;
  bool began_memory_bound = false;
  std::int64_t length = 0;
};

enum class State { kOff, kStarting, kAccepting, kDraining, kDown };

struct Replica {
  std::int32_t index = 0;
  std::size_t kind = 0;               // 0: the plan's own,
  const ReplicaPlan* plan = nullptr;  // which is this
  State state = State::kAccepting;
  Ps ready_at = kNever;                          // of a starting replica
  Ps on_since = std::numeric_limits<Ps>::min();  // while it is on
  bool drained_late = false;                     // it drains, and had requests when it began
  std::vector<std::int32_t> free_blocks;
  std::vector<CachedNode> cache;
  std::int64_t idle_count = 0;
  std::vector<Job*> fresh;                    // in order of joining
  std::vector<Job*> preempted;                // the front first
  std::vector<Job*> running;                  // in order of admission
  std::int64_t admitted_tag = 0;              // V
  std::map<std::int32_t, std::int64_t> paid;  // F, by class
  std::int64_t blocked_head =
      -1;  // id of the fresh head whose blocks were not free at the last start
  bool iterating = false;
  bool ended_now = false;  // an iteration of it ended at the current instant
  Iteration iteration;
  Stretch stretch;

  std::size_t outstanding() const { return fresh.size() + preempted.size() + running.size(); }
};

class Oracle {
 public:
  Oracle(const ServingPlan& plan, ArrivalSource& source, Mutation mutation);
  OracleResult run();

 private:
  bool is(Mutation m) const { return mutation_ == m; }
  OracleCoverage& seen() { return result_.coverage; }
  void load_stream();
  Ps next_instant() const;
  void play_instant();

  // oracle.cpp: ends, time-outs, starts
  void end_iterations();
  void end_iteration(Replica& r);
  void emit_token(Job& job);
  void time_out_waiting();
  void time_out_waiting(Replica& r);
  void arrivals();
  void start_iterations();
  void start_iteration(Replica& r);
  std::int64_t schedule_chunk(Job& job, std::int64_t budget);
  void sum_up(Replica& r);
  Ps duration(Replica& r) const;
  bool only_decodes(const Iteration& it) const;
  void watch_stretch(Replica& r);
  bool memory_bound(const Replica& r) const;
  std::int64_t output_here(const Request& request) const;
  void leave(Job& job, RequestFate fate);
  void follow(const Request& done);

  // queue.cpp
  void join(Replica& r, Job& job);
  std::int64_t tag_of(Replica& r, const Job& job);
  std::int32_t priority_of(const Job& job) const;
  bool before(const Job& a, const Job& b) const;
  std::vector<Job*> in_order(const Replica& r) const;
  void admit(Replica& r, std::int64_t budget);
  Job* head(const Replica& r, std::size_t rank) const;
  bool admit(Replica& r, Job& job);
  bool grow_decodes(Replica& r);
  std::int64_t missing_blocks(const Replica& r) const;
  Job* victim_of(const Replica& r);
  void preempt(Replica& r);

  // prefix.cpp
  std::vector<NodeKey> ancestry(const PrefixRef& prefix) const;
  std::vector<NodeKey> chain_of(const Request& request) const;
  std::int64_t tokens_of(const std::vector<NodeKey>& chain) const;
  std::int64_t blocks_for(std::int64_t tokens) const;
  std::int64_t own_blocks(const Job& job) const;
  std::set<NodeKey> pinned_nodes(const Replica& r) const;
  std::int64_t free_blocks(const Replica& r) const;
  std::int64_t needed_blocks(const Replica& r, const Job& job) const;
  std::int64_t hit_tokens(const Replica& r, const Job& job) const;
  std::int64_t resident_tokens(const Replica& r) const;
  void note_hit(const Replica& r, const Job& job);
  void enter(Replica& r, Job& job);
  void release(Replica& r, Job& job);
  void take_blocks(Replica& r, std::vector<std::int32_t>& into, std::int64_t count);
  void evict(Replica& r);
  void drop_node(Replica& r, const NodeKey& key);
  void clear_cache(Replica& r);

  // routing.cpp
  void arrive(const Request& request);
  void offer(Job& job);
  bool answered(const Request& request) const;
  std::vector<Replica*> accepting();
  Replica* route(const Request& request);
  Replica* least_outstanding(const std::vector<Replica*>& open) const;
  Replica* power_of_two(const std::vector<Replica*>& open, const Request& request);
  Replica* affinity(const std::vector<Replica*>& open, const Request& request);
  Replica* pack(const std::vector<Replica*>& open);

  // relay.cpp
  bool resumes(const Job& job) const;
  void resume(Job& job);
  bool pass_on(const Job& job, RequestFate fate);
  PassedOn passed_on(const Job& job, RelayKind kind, Ps arrival) const;
  PassedOn compressed(const Job& job);

  // fleet.cpp
  Ps next_change() const;
  Ps next_tick() const;
  Ps last_change() const;
  bool changes_now() const;
  void change_fleet();
  void make_ready();
  void start_accepting();
  void give_notice();
  void go_down();
  std::vector<Job*> lose_requests(Replica& r);
  void forget(Job& job);
  void offer_again(std::vector<Job*> lost);
  void tick();
  std::int64_t wanted() const;
  void start_replicas(std::int64_t count);
  void stop_replicas(std::int64_t count);
  void drain(Replica& r);
  void switch_off_if_drained(Replica& r);
  void set_state(Replica& r, State state);
  bool counts_as_on(State state) const;

  // meters.cpp
  std::int64_t bucket_of(Ps t) const;
  UsageBucket* bucket_at(Ps t);
  ClassDay* day_at(const Job& job, Ps t);
  void meter_arrival(const Job& job);
  void meter_queue(const Replica& r);
  std::vector<UsageBucket*> buckets_of(const Replica& r, std::int64_t b);
  std::vector<UsageBucket*> work_at(const Replica& r, Ps t);
  Ps front_end_of(const Job& job) const;
  void meter_time(const Replica& r);
  void meter_end(const Replica& r);
  void meter_on(const Replica& r, Ps until);
  void meter_token(const Job& job);
  void meter_fate(const Job& job, RequestFate fate);
  void meter_completion(const Job& job, UsageBucket& bucket, ClassDay& day);
  bool meets_limits(const Job& job, Ps ttft, Ps tpot, Ps e2e) const;
  void meter_backlog();

  const ServingPlan& plan_;
  ArrivalSource& source_;
  Mutation mutation_;
  PrefixTree tree_;
  Ps window_end_ = 0;
  Ps now_ = std::numeric_limits<Ps>::min();
  std::map<std::pair<sim::Ps, std::int64_t>, sim::Request>
      pending_;                       // arrivals to come, in (arrival, id) order
  std::map<std::int64_t, Job> jobs_;  // everybody in the system
  std::vector<Replica> replicas_;
  std::int64_t routed_ = 0;
  std::int64_t joined_ = 0;
  std::vector<std::pair<sim::Ps, std::int64_t>>
      looks_;  // of the autoscaler: when, how many it wanted
  bool backlog_taken_ = false;
  OracleResult result_;
};

}  // namespace costwright::testing::oracle
