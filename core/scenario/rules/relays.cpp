#include "core/scenario/rules/relays.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/scenario/loaded.h"

namespace costwright {
namespace {

bool reacts(const Workload& workload) {
  const auto& arrivals = workload.arrivals;
  return arrivals && (arrivals->closed || (arrivals->trace && arrivals->trace->session_clients));
}

// Where the answers for a deployment may leave: there, and where its prompts are computed (answers
// of one token).
std::vector<std::string> exits_of(const Scenario& scenario, const std::string& deployment) {
  const std::string& entry = entry_of(scenario, deployment);
  return entry == deployment ? std::vector{deployment} : std::vector{entry, deployment};
}

class Steps {
 public:
  explicit Steps(const Scenario& scenario) : scenario_(scenario) {}

  void enter(const std::string& deployment) {
    const std::string& entry = entry_of(scenario_, deployment);
    if (entry != deployment) {
      const bool compresses = compresses_for(scenario_, entry) != nullptr;
      add({entry, deployment, compresses ? RelayKind::kCompressed : RelayKind::kPrefilled});
    }
  }
  void leave(const std::string& deployment, const std::string& to, RelayKind kind) {
    for (const std::string& exit : exits_of(scenario_, deployment)) {
      add({exit, entry_of(scenario_, to), kind});
    }
    enter(to);
  }
  std::vector<RelayStep> take() { return std::move(steps_); }

 private:
  void add(const RelayStep& step) {
    const bool known = find_named(scenario_.serving, step.from) != nullptr &&
                       find_named(scenario_.serving, step.to) != nullptr;
    if (known && std::find(steps_.begin(), steps_.end(), step) == steps_.end()) {
      steps_.push_back(step);
    }
  }
  const Scenario& scenario_;
  std::vector<RelayStep> steps_;
};

class Checker {
 public:
  Checker(const LoadedScenario& loaded, Diagnostics& diagnostics)
      : loaded_(loaded), s_(loaded.scenario), diagnostics_(diagnostics) {}

  void check() {
    for (const auto& [name, deployment] : s_.serving) {
      if (deployment.prefill_by) {
        prefill_by(name, deployment);
      }
      if (deployment.compress_by) {
        compress_by(name, deployment);
      }
    }
    for (const auto& [name, model] : s_.models) {
      if (model.compression && model.compression->prompt) {
        prompts_of(name);
      }
    }
    for (const auto& [name, workload] : s_.workloads) {
      targets(name, workload);
    }
    if (!diagnostics_.has_errors()) {
      circle();
      for (const auto& [name, workload] : s_.workloads) {
        clients(name, workload);
      }
    }
  }

 private:
  void error(const std::string& path, std::string message, std::string hint) {
    diagnostics_.error(place_of(loaded_, path), std::move(message), std::move(hint));
  }

  void prefill_by(const std::string& name, const Deployment& deployment) {
    const std::string path = "serving." + name + ".prefill_by.deployment";
    const std::string& prefiller = deployment.prefill_by->deployment;
    const Deployment* other = find_named(s_.serving, prefiller);
    if (other == nullptr) {
      return;  // the reader has reported the dangling reference
    }
    if (prefiller == name || other->prefill_by || other->compress_by) {
      error(path,
            fmt::format("'{}' cannot prefill for '{}': it is not a plain deployment", prefiller,
                        name),
            "add an entry of `serving` that prefills");
    } else if (is_api(*other)) {
      error(path, fmt::format("'{}' is an API, which hands no KV cache over", prefiller),
            "name a deployment of your own");
    } else if (other->model != deployment.model) {
      error(path,
            fmt::format("'{}' runs '{}', '{}' runs '{}': the KV cache of one means nothing to "
                        "the other",
                        prefiller, *other->model, name, *deployment.model),
            "let both run the same entry of `models`");
    } else if (is_taken(name, prefiller)) {
      error(path,
            fmt::format("'{}' prefills for '{}' and does something else beside", prefiller, name),
            "give it no workload and no other deployment to prefill for");
    }
  }

  void compress_by(const std::string& name, const Deployment& deployment) {
    const std::string path = "serving." + name + ".compress_by.deployment";
    const std::string& compressor = deployment.compress_by->deployment;
    const Deployment* other = find_named(s_.serving, compressor);
    if (other == nullptr) {
      return;  // the reader has reported the dangling reference
    }
    if (compressor == name || other->prefill_by || other->compress_by) {
      error(path,
            fmt::format("'{}' cannot compress prompts for '{}': it is not a plain deployment",
                        compressor, name),
            "add an entry of `serving` that compresses");
    } else if (is_api(*other)) {
      error(path, fmt::format("'{}' is an API, which answers prompts", compressor),
            "name a deployment of your own");
    } else if (deployment.prefill_by) {
      error("serving." + name + ".compress_by",
            fmt::format("'{}' has its prompts both compressed and computed elsewhere, which is "
                        "not simulated",
                        name),
            "leave out compress_by or prefill_by");
    } else if (is_taken(name, compressor)) {
      error(path,
            fmt::format("'{}' compresses prompts for '{}' and does something else beside",
                        compressor, name),
            "give it no workload and no other deployment to work for");
    }
  }

  // The score of a model whose prompts are compressed is that of all its deployments that answer.
  void prompts_of(const std::string& model) {
    const std::string path = "models." + model + ".compression.prompt";
    bool is_used = false;
    for (const auto& [name, deployment] : s_.serving) {
      if (deployment.model != model) {
        continue;
      }
      if (!deployment.compress_by && is_named(name)) {
        error(path, fmt::format("'{}' sends '{}' whole prompts", name, model),
              "write compress_by there, or give it an entry of `models` of its own");
        return;
      }
      is_used = is_used || deployment.compress_by;
    }
    if (!is_used) {
      error(path, fmt::format("no deployment of '{}' has its prompts compressed", model),
            "leave it out");
    }
  }

  // By a workload.
  bool is_named(const std::string& deployment) const {
    return std::any_of(s_.workloads.begin(), s_.workloads.end(), [&](const auto& entry) {
      const Workload& w = entry.second;
      return w.served_by == deployment || w.overflow_to == deployment ||
             (w.cascade && w.cascade->then == deployment);
    });
  }

  bool is_taken(const std::string& name, const std::string& prefiller) const {
    const auto is_it = [&](const auto& by) {
      return by && by->deployment == prefiller;
    };
    const bool by_another =
        std::any_of(s_.serving.begin(), s_.serving.end(), [&](const auto& entry) {
          return entry.first != name &&
                 (is_it(entry.second.prefill_by) || is_it(entry.second.compress_by));
        });
    return by_another || is_named(prefiller);
  }

  void targets(const std::string& name, const Workload& workload) {
    const std::string path = "workloads." + name;
    const std::string hint = "name another entry of `serving`";
    if (workload.cascade && workload.cascade->then == workload.served_by) {
      error(path + ".cascade.then", fmt::format("'{}' would ask itself again", *workload.served_by),
            hint);
    }
    if (workload.overflow_to && workload.overflow_to == workload.served_by) {
      error(path + ".overflow_to",
            fmt::format("'{}' would overflow to itself", *workload.served_by), hint);
    }
    goes_on_compressed(path, workload);
  }

  // What others would make of a prompt that was shortened for one model is not published.
  void goes_on_compressed(const std::string& path, const Workload& workload) {
    const auto told = [&](const char* field, const std::string& to) {
      for (const std::string& name : {workload.served_by.value_or(""), to}) {
        const Deployment* deployment = find_named(s_.serving, name);
        if (deployment != nullptr && deployment->compress_by) {
          error(path + field,
                fmt::format("prompts of '{}' are compressed, and requests with such go on to no "
                            "other deployment",
                            name),
                "leave out compress_by there, or this");
          return;
        }
      }
    };
    if (workload.cascade) {
      told(".cascade", workload.cascade->then);
    }
    if (workload.overflow_to) {
      told(".overflow_to", *workload.overflow_to);
    }
  }

  // Reports the first relay step inside a cycle.
  void circle() {
    const auto order = relay_order(s_);
    if (order.size() == s_.serving.size()) {
      return;
    }
    const auto in_circle = [&](const std::string& name) {
      return std::none_of(order.begin(), order.end(), [&](std::size_t i) {
        return s_.serving[i].first == name;
      });
    };
    for (const auto& [name, workload] : s_.workloads) {
      for (const RelayStep& step : relay_steps(s_, workload)) {
        const bool enters =
            step.kind == RelayKind::kPrefilled || step.kind == RelayKind::kCompressed;
        if (!enters && in_circle(step.from) && in_circle(step.to)) {
          error("workloads." + name +
                    (step.kind == RelayKind::kCascaded ? ".cascade" : ".overflow_to"),
                fmt::format("requests would go round in a circle through '{}' and '{}'", step.from,
                            step.to),
                "deployments are simulated one after the other: let requests be passed on one way "
                "only");
          return;
        }
      }
    }
  }

  bool is_relayed_to(const std::string& deployment) const {
    return std::any_of(s_.workloads.begin(), s_.workloads.end(), [&](const auto& entry) {
      const auto steps = relay_steps(s_, entry.second);
      return std::any_of(steps.begin(), steps.end(), [&](const RelayStep& step) {
        return step.to == deployment;
      });
    });
  }

  void clients(const std::string& name, const Workload& workload) {
    if (!reacts(workload) || !workload.served_by) {
      return;
    }
    if (!relay_steps(s_, workload).empty() || is_relayed_to(*workload.served_by)) {
      error(
          "workloads." + name + ".arrivals",
          fmt::format("clients of workload '{}' wait for answers before they go on; deployments "
                      "between which requests are passed on are simulated one after the other, "
                      "which only works with clients that do not wait",
                      name),
          "take synthetic arrivals or a trace without session_clients, or a deployment of its own");
    }
  }

  const LoadedScenario& loaded_;
  const Scenario& s_;
  Diagnostics& diagnostics_;
};

}  // namespace

const std::string& entry_of(const Scenario& scenario, const std::string& deployment) {
  const Deployment* found = find_named(scenario.serving, deployment);
  return found == nullptr     ? deployment
         : found->prefill_by  ? found->prefill_by->deployment
         : found->compress_by ? found->compress_by->deployment
                              : deployment;
}

const Deployment* compresses_for(const Scenario& scenario, const std::string& deployment) {
  for (const auto& [name, other] : scenario.serving) {
    if (other.compress_by && other.compress_by->deployment == deployment) {
      return &other;
    }
  }
  return nullptr;
}

std::vector<RelayStep> relay_steps(const Scenario& scenario, const Workload& workload) {
  Steps steps(scenario);
  if (!workload.served_by) {
    return {};
  }
  steps.enter(*workload.served_by);
  if (workload.cascade) {
    steps.leave(*workload.served_by, workload.cascade->then, RelayKind::kCascaded);
  }
  if (workload.overflow_to) {
    steps.leave(*workload.served_by, *workload.overflow_to, RelayKind::kOverflowed);
  }
  return steps.take();
}

std::vector<std::size_t> relay_order(const Scenario& scenario) {
  std::vector<RelayStep> steps;
  for (const auto& [name, workload] : scenario.workloads) {
    const auto some = relay_steps(scenario, workload);
    steps.insert(steps.end(), some.begin(), some.end());
  }
  std::vector<std::size_t> order;
  if (steps.empty()) {
    order.resize(scenario.serving.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
  }
  std::set<std::string> done;
  const auto is_next = [&](const std::string& name) {
    return !done.contains(name) &&
           std::all_of(steps.begin(), steps.end(), [&](const RelayStep& step) {
             return step.to != name || done.contains(step.from);
           });
  };
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 0; i < scenario.serving.size() && !found; ++i) {
      found = is_next(scenario.serving[i].first);
      if (found) {
        order.push_back(i);
        done.insert(scenario.serving[i].first);
      }
    }
  }
  return order;
}

void check_relays(const LoadedScenario& loaded, Diagnostics& diagnostics) {
  Checker(loaded, diagnostics).check();
}

}  // namespace costwright
