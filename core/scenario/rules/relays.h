#pragma once
// From which deployment to which requests are passed on: prefill/decode disaggregation
// (`prefill_by`), prompt compression (`compress_by`), cascades and overflow of a workload. Names of
// deployments only; what happens on the way is the simulator's business.
#include <string>
#include <vector>

#include "core/policies.h"

namespace costwright {

class Diagnostics;
struct Deployment;
struct LoadedScenario;
struct Scenario;
struct Workload;

struct RelayStep {
  std::string from, to;
  RelayKind kind{};
  friend bool operator==(const RelayStep&, const RelayStep&) = default;
};

// Where requests for a deployment arrive: at the one that prefills or compresses prompts for it, or
// itself.
const std::string& entry_of(const Scenario& scenario, const std::string& deployment);

// The deployment whose prompts it compresses; null: it compresses none.
const Deployment* compresses_for(const Scenario& scenario, const std::string& deployment);

// The steps that requests of a workload may take; none that names an unknown deployment.
std::vector<RelayStep> relay_steps(const Scenario& scenario, const Workload& workload);

// Indices into Scenario::serving, each after those that pass requests on to it, else as written.
// Deployments in a circle are left out.
std::vector<std::size_t> relay_order(const Scenario& scenario);

// Errors at the scenario's lines: circles, clients that wait for answers, a prefill pool or a
// compressor that does something else beside, a compressed prompt that would go on. To be called
// when everything else is in order.
void check_relays(const LoadedScenario& loaded, Diagnostics& diagnostics);

}  // namespace costwright
