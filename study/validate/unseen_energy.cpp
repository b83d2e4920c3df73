#include "study/validate/unseen_energy.h"

#include <map>
#include <set>

#include "core/perf/llm_calibration.h"
#include "study/calibrate/calibrate.h"

namespace costwright {
namespace {

std::string group_of(const ServingCase& c) {
  return fmt::format("{}/{}/{}", c.engine, c.replica.accelerator.architecture,
                     arithmetic_name(c.replica.weights));
}

double published(const ServingCase& c,
                 const std::vector<PublishedServing>& rows,
                 std::string_view metric) {
  for (const std::size_t i : c.rows) {
    if (rows[i].metric == metric) {
      return rows[i].value;
    }
  }
  return 0;
}

// Per architecture and model, fitted to the others.
class UnseenPower {
 public:
  void add(ServedPower load) { loads_.push_back(std::move(load)); }
  const PowerFactors& without(const ServingCase& c) {
    const std::string& architecture = c.replica.accelerator.architecture;
    const auto [at, is_new] = fits_.try_emplace({architecture, c.replica.model.key});
    if (is_new) {
      std::vector<ServedPower> others;
      for (const ServedPower& load : loads_) {
        if (load.replica.accelerator.architecture == architecture &&
            load.model != c.replica.model.key) {
          others.push_back(load);
        }
      }
      at->second = others.empty() ? c.replica.accelerator.power : fit_serving_power(others);
    }
    return at->second;
  }

 private:
  std::vector<ServedPower> loads_;
  std::map<std::pair<std::string, std::string>, PowerFactors> fits_;
};

// The factors of every group that `cases` ask for, without each model in turn.
std::map<std::string, FittedGroup> factors_without(const std::vector<ServingCase>& cases,
                                                   const UnseenEnergyOptions& options,
                                                   const ReferenceBook& book,
                                                   const Catalog& catalog,
                                                   Diagnostics& diagnostics) {
  std::set<std::string> wanted;
  for (const ServingCase& c : cases) {
    if (c.reason.empty()) {
      wanted.insert(group_of(c));
    }
  }
  const auto rows = read_published_serving(options.throughput_csv, diagnostics);
  auto measured = serving_cases(rows, book, catalog);
  std::erase_if(measured, [&](const ServingCase& c) {
    return !c.reason.empty() || !wanted.contains(group_of(c));
  });
  std::map<std::string, FittedGroup> groups;
  for (FittedGroup& g : calibrate(measured, rows, {true, options.threads, options.progress})) {
    g.measurements.clear();  // they point into what ends here
    groups.emplace(g.key(), std::move(g));
  }
  return groups;
}

}  // namespace

std::optional<ServedPower> at_published_speed(const ServingCase& c,
                                              const std::vector<PublishedServing>& rows,
                                              const ServingPrediction& p) {
  const double watts = published(c, rows, "avg_gpu_power_total");
  const double joules = published(c, rows, "energy_per_output_token");
  if (watts <= 0 || joules <= 0) {
    return std::nullopt;
  }
  const double faster = watts / joules / p.output_tok_s;
  ServedPower load = p.load;
  load.model = c.replica.model.key;
  load.watts = watts * c.replica.devices() / c.devices;
  for (double ServedPower::*count :
       {&ServedPower::iterations, &ServedPower::decode_tokens, &ServedPower::prefill_tokens,
        &ServedPower::kv_read_tokens, &ServedPower::prefill_pairs}) {
    load.*count *= faster;
  }
  return load;
}

void predict_energy_unseen(const std::vector<PublishedServing>& rows,
                           const std::vector<ServingCase>& cases,
                           const UnseenEnergyOptions& options,
                           const ReferenceBook& book,
                           const Catalog& catalog,
                           std::vector<ScoredRow>& out,
                           Diagnostics& diagnostics) {
  const auto groups = factors_without(cases, options, book, catalog, diagnostics);
  UnseenPower power;
  std::vector<std::optional<ServingPrediction>> found(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto group = cases[i].reason.empty() ? groups.find(group_of(cases[i])) : groups.end();
    const auto factors =
        group == groups.end() || !group->second.without.contains(cases[i].replica.model.key)
            ? nullptr
            : &group->second.without.at(cases[i].replica.model.key);
    found[i] = factors != nullptr ? predict(cases[i], *factors) : std::nullopt;
    if (found[i]) {
      if (auto load = at_published_speed(cases[i], rows, *found[i])) {
        power.add(std::move(*load));
      }
    }
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (found[i]) {
      LlmReplica replica = cases[i].replica;
      replica.accelerator.power = power.without(cases[i]);
      found[i]->watts =
          cases[i].devices / replica.devices() * served_watts(found[i]->load, llm_energy(replica));
    }
    for (const std::size_t row : cases[i].rows) {
      out[row].predicted = found[i] ? metric_of(rows[row], cases[i], *found[i]) : std::nullopt;
      if (!found[i] && out[row].reason.empty()) {
        out[row].reason = "no other model of its engine, architecture and arithmetic";
      }
    }
  }
}

}  // namespace costwright
