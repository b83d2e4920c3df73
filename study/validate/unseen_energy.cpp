#include "study/validate/unseen_energy.h"

#include <map>
#include <set>

#include "core/calibration/llm_calibration.h"
#include "study/calibrate/calibrate.h"
#include "study/calibrate/power_fit.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

std::string group_of(const ServingCase& c) {
  return fmt::format("{}/{}/{}", c.engine, c.replica.accelerator.architecture,
                     arithmetic_name(c.replica.weights));
}

bool is_fitted(const ServingCase& c) {
  return c.reason.empty() && c.assumption.empty();
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
    if (is_fitted(c)) {
      wanted.insert(group_of(c));
    }
  }
  const auto rows = read_published_serving(options.throughput_csv, diagnostics);
  auto measured = serving_cases(rows, book, catalog);
  std::erase_if(measured, [&](const ServingCase& c) {
    return !is_fitted(c) || !wanted.contains(group_of(c));
  });
  std::map<std::string, FittedGroup> groups;
  for (FittedGroup& g : calibrate(measured, rows, {true, options.threads, options.progress})) {
    g.measurements.clear();  // they point into what ends here
    groups.emplace(g.key(), std::move(g));
  }
  return groups;
}

// Architecture and network: what one fit of power caps leaves out.
using Fold = std::pair<std::string, std::string>;

std::vector<CappedJob> jobs_without(const Fold& fold, const std::vector<CappedJob>& jobs) {
  std::vector<CappedJob> others;
  for (const CappedJob& job : jobs) {
    if (job.accelerator.architecture == fold.first && job.model != fold.second) {
      others.push_back(job);
    }
  }
  return others;
}

std::map<Fold, PowerFactors> fit_without_each(const std::vector<CappedJob>& jobs, int threads) {
  std::map<Fold, PowerFactors> fits;
  for (const CappedJob& job : jobs) {
    fits[{job.accelerator.architecture, job.model}] = job.accelerator.power;
  }
  std::vector<std::function<void()>> tasks;
  for (auto& fit : fits) {
    tasks.emplace_back([&jobs, &fit] {
      const auto others = jobs_without(fit.first, jobs);
      if (!others.empty()) {
        fit.second = fit_power_caps(others);
      }
    });
  }
  run_tasks(tasks, threads);
  return fits;
}

}  // namespace

std::vector<ScoredRow> predict_power_caps_unseen(const std::filesystem::path& energy_csv,
                                                 const ReferenceBook& book,
                                                 const Catalog& catalog,
                                                 int threads,
                                                 Diagnostics& diagnostics) {
  const auto jobs = capped_jobs(energy_csv, book, catalog, diagnostics);
  const auto fits = fit_without_each(jobs, threads);
  const auto power_of = [&](const AcceleratorSpec& accelerator, const std::string& network) {
    return fits.at({accelerator.architecture, network});
  };
  return predict_power_caps(energy_csv, book, catalog, diagnostics, power_of);
}

void predict_energy_unseen(const PublishedEnergy& published,
                           const UnseenEnergyOptions& options,
                           const ReferenceBook& book,
                           const Catalog& catalog,
                           std::vector<ScoredRow>& out,
                           Diagnostics& diagnostics) {
  const auto& [rows, cases] = published;
  const auto groups = factors_without(cases, options, book, catalog, diagnostics);
  UnseenPower power;
  std::vector<std::optional<ServingPrediction>> found(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto group = is_fitted(cases[i]) ? groups.find(group_of(cases[i])) : groups.end();
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
      perf::LlmReplica replica = cases[i].replica;
      replica.accelerator.power = power.without(cases[i]);
      const int replicas = cases[i].devices / replica.devices();
      found[i]->watts = replicas * served_watts(found[i]->load, llm_energy(replica));
    }
    for (const std::size_t row : cases[i].rows) {
      out[row].predicted = found[i] ? metric_of(rows[row], cases[i], *found[i]) : std::nullopt;
      if (!found[i] && out[row].reason.empty()) {
        out[row].reason = "no other model of its engine, architecture and arithmetic";
      }
    }
  }
}

}  // namespace costwright::study
