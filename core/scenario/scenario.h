#pragma once
// The whole file: what the analyst wrote, as plain values. Its sections have a header each, see
// core/scenario/sections/section.h.
#include <cstdint>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/scenario/sections/application.h"
#include "core/scenario/sections/credits.h"
#include "core/scenario/sections/data_pipeline.h"
#include "core/scenario/sections/egress.h"
#include "core/scenario/sections/finance.h"
#include "core/scenario/sections/fleet.h"
#include "core/scenario/sections/models.h"
#include "core/scenario/sections/savings_plans.h"
#include "core/scenario/sections/serving.h"
#include "core/scenario/sections/simulation.h"
#include "core/scenario/sections/sites.h"
#include "core/scenario/sections/software.h"
#include "core/scenario/sections/staff.h"
#include "core/scenario/sections/storage.h"
#include "core/scenario/sections/training.h"
#include "core/scenario/sections/workloads.h"

namespace costwright {

struct Scenario {
  std::string name;
  std::string description;
  std::string currency = "USD";
  YearMonth start{2027, 1};
  Months horizon{36};
  std::int64_t seed = 1;
  int fiscal_year_start = 1;
  std::vector<std::string> catalog;
  Finance finance;
  SimulationOptions simulation;
  Named<Site> sites;
  Named<FleetEntry> fleet;
  Named<SavingsPlan> savings_plans;
  Named<Model> models;
  Named<Deployment> serving;
  Named<Workload> workloads;
  Named<TrainingRun> training;
  Named<DataActivity> data_pipeline;
  Named<ApplicationService> application;
  Named<StaffRole> staff;
  Named<SoftwareItem> software;
  Named<StorageItem> storage;
  Named<EgressItem> egress;
  Named<Credit> credits;
};
template <class V, MaybeConst<Scenario> S>
void describe(V& v, S& s) {
  v.about("Scenario", "The whole file.");
  v.field(s.name, {.name = "name", .doc = "title of the reports", .required = true});
  v.field(s.description, {.name = "description", .doc = "what is asked, for whom"});
  v.field(s.currency, {.name = "currency", .doc = "currency of every figure; v1 computes in USD"});
  v.field(s.start, {.name = "start", .doc = "first month"});
  v.field(s.horizon,
          {.name = "horizon", .doc = "how many months are computed", .min = 1, .max = 240});
  v.field(s.seed, {.name = "seed", .doc = "of all random draws", .max = 9'007'199'254'740'991});
  v.field(s.fiscal_year_start, {.name = "fiscal_year_start",
                                .doc = "month in which fiscal years begin",
                                .min = 1,
                                .max = 12});
  v.field(s.catalog, {.name = "catalog",
                      .doc = "own CSV files that add or override catalogue rows, relative to "
                             "the scenario",
                      .file = true});
  v.field(s.finance, {.name = "finance", .doc = "discounting"});
  v.field(s.simulation, {.name = "simulation", .doc = "how months are simulated"});
  v.field(s.sites, {.name = "sites", .doc = "places with electricity"});
  v.field(s.fleet, {.name = "fleet", .doc = "machines"});
  v.field(s.savings_plans,
          {.name = "savings_plans", .doc = "commitments an hour over several rented entries"});
  v.field(s.models, {.name = "models", .doc = "models"});
  v.field(s.serving, {.name = "serving", .doc = "models on machines"});
  v.field(s.workloads, {.name = "workloads", .doc = "requests"});
  v.field(s.training, {.name = "training", .doc = "training runs"});
  v.field(s.data_pipeline, {.name = "data_pipeline", .doc = "data work"});
  v.field(s.application, {.name = "application", .doc = "the application around the models"});
  v.field(s.staff, {.name = "staff", .doc = "people"});
  v.field(s.software, {.name = "software", .doc = "licences"});
  v.field(s.storage, {.name = "storage", .doc = "data at rest"});
  v.field(s.egress, {.name = "egress", .doc = "data that leaves a cloud"});
  v.field(s.credits, {.name = "credits", .doc = "discounts and credits on bills"});
}

}  // namespace costwright
