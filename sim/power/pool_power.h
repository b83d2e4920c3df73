#pragma once
// What the devices of a pool draw. Over one bucket of its meters:
//   joules = min(maximum_w P, idle_w P + busy_w B + the terms by iteration and token)
// P = powered_seconds(), B = the replica-seconds inside iterations. Not modelled here: the hosts'
// draw and free devices (study/outcome), losses between them and the plug (PUE, core/cost).

namespace costwright::sim {

struct UsageBucket;

// Of one replica, all its devices together.
struct PoolPower {
  double idle_w{};
  double busy_w{};  // on top of idle_w, inside iterations
  double maximum_w{};
  double per_iteration_j{};
  double per_token_j{};  // of a prompt's or an answer's token
  double per_kv_token_j{};
  double per_prefill_pair_j{};
  double prefill_token_more_j{};  // of a prompt's token, on top of per_token_j
  friend bool operator==(const PoolPower&, const PoolPower&) = default;
};

// Which replicas draw idle power.
struct PoolSupply {
  int replicas{};         // the most there are
  bool always_powered{};  // owned devices draw idle power also while they are scaled down
};

// Replica-seconds of one bucket at idle power or more.
double powered_seconds(const UsageBucket& bucket, const PoolSupply& supply);

// Worked: 2 replicas idle at 100 W for 900 s draw 180,000 J; 3 s busy at 50 W more add 150 J.
double bucket_joules(const PoolPower& power, const UsageBucket& bucket, const PoolSupply& supply);

}  // namespace costwright::sim
