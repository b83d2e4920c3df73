#pragma once
// Random scenarios on which efforts are held to what they promise. Each is text as an analyst would
// write it, small enough that simulating all of it takes about a second, and a pure function of its
// number.
#include <cstdint>
#include <string>

namespace costwright::testing {

struct RandomScenario {
  std::string name, family;  // "growth-up-3", "growth-up"
  std::string text;
  std::string trace;  // a CSV that the text names kRandomTrace, beside it; empty: none
};
inline constexpr const char* kRandomTrace = "conversations.csv";

struct RandomScenarioOptions {
  std::string data_folder;        // of the shipped traces that some replay
  double most_simulated = 2.5e6;  // requests of all months' windows together, about
};

// Families take turns: growth up, down, none; a step in the fleet; saturating; several workloads of
// different growth; autoscaling; prompts that share prefixes; sessions; single-shot models.
RandomScenario random_scenario(std::uint64_t number, const RandomScenarioOptions& options);

}  // namespace costwright::testing
